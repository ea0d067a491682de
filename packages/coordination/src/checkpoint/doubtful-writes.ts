/** Marks of so many writes are kept for a slot: each that failed was followed by a wait. */
const keptWrites = 8;

interface DoubtfulWrite {
  readonly mark: string;
  /** The advances that it stands for. */
  readonly advances: Set<string>;
}

/**
 * Writes whose answer did not say that they took effect. Some of them did: then the record bears their mark, and each
 * advance of theirs that is asked for again was saved.
 */
export class DoubtfulWrites {
  readonly #bySlot = new Map<string, DoubtfulWrite[]>();

  /** A write begins: `advances` of one slot travel under `mark`. */
  begin(slot: string, mark: string, advances: readonly string[]): void {
    const writes = this.#bySlot.get(slot) ?? [];
    writes.push({ mark, advances: new Set(advances) });
    this.#bySlot.set(slot, writes.slice(-keptWrites));
  }

  /** A write of these slots took effect: no older one can do so any more. */
  settle(slots: Iterable<string>): void {
    for (const slot of slots) this.#bySlot.delete(slot);
  }

  /** Whether what is stored under `mark` holds this advance, which nobody was told yet. Told once. */
  take(slot: string, mark: string | undefined, advance: string): boolean {
    const write = this.#bySlot.get(slot)?.find((each) => each.mark === mark);
    return write?.advances.delete(advance) === true;
  }
}
