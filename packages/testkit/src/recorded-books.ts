import type { Books, LaneBooks, Signal } from "@genai-collector/component";

/** What may be booked, as the methods of `Books` are called. */
export type BookedFate = "dropped" | "returned" | "setAside" | "gaveUp" | "made";

/** What one component booked, for tests: all signals together where none is named. */
export class RecordedBooks implements Books {
  readonly #sums = new Map<string, number>();
  readonly #walks = new Map<() => number, Signal>();
  readonly #lanes = new Set<() => readonly LaneBooks[]>();

  /** The sum of what was booked under a fate, for a signal and a reason where they are named. */
  items(fate: BookedFate, signal?: Signal, reason?: string): number {
    let items = 0;
    for (const [key, sum] of this.#sums) {
      const [itsFate, itsSignal, itsReason] = key.split(" ");
      if (itsFate === fate && (signal ?? itsSignal) === itsSignal && (reason ?? itsReason) === itsReason) items += sum;
    }
    return items;
  }

  /** What the component keeps now, by its own walks. */
  held(signal?: Signal): number {
    let items = 0;
    for (const [walk, of] of this.#walks) if ((signal ?? of) === of) items += walk();
    return items;
  }

  /** The books of all lanes. */
  readLanes(): readonly LaneBooks[] {
    return [...this.#lanes].flatMap((read) => read());
  }

  dropped(signal: Signal, items: number, reason: string): void {
    this.#add("dropped", signal, items, reason);
  }

  returned(signal: Signal, items: number, reason: string): void {
    this.#add("returned", signal, items, reason);
  }

  setAside(signal: Signal, items: number, reason: string): void {
    this.#add("setAside", signal, items, reason);
  }

  gaveUp(signal: Signal, items: number, reason: string): void {
    this.#add("gaveUp", signal, items, reason);
  }

  made(signal: Signal, items: number, reason: string): void {
    this.#add("made", signal, items, reason);
  }

  holds(signal: Signal, walk: () => number): () => void {
    const own = (): number => walk();
    this.#walks.set(own, signal);
    return () => this.#walks.delete(own);
  }

  lanes(read: () => readonly LaneBooks[]): () => void {
    this.#lanes.add(read);
    return () => this.#lanes.delete(read);
  }

  #add(fate: BookedFate, signal: Signal, items: number, reason: string): void {
    if (!Number.isFinite(items)) throw new TypeError(`books.${fate} takes a finite number, found ${items}`);
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(reason)) throw new TypeError(`books.${fate}: "${reason}" is no reason: a word`);
    if (items <= 0) return;
    const key = `${fate} ${signal} ${reason}`;
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + items);
  }
}
