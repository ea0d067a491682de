/** A word that may be an attribute's value. */
const word = /^[a-z][a-z0-9_]{0,63}$/;
/** Reasons of one component, at most: series stay bounded whatever it does. */
const mostReasons = 32;

/** What stands for reasons that are no words, or too many; after the OpenTelemetry convention. */
export const otherReason = "_OTHER";

/** A sum of items, by reason. */
export class Amounts {
  readonly #byReason = new Map<string, number>();

  /** Ignores what would make it shrink, or no number. */
  add(items: number, reason: string): void {
    if (!(items > 0 && items < Infinity)) return;
    const known = this.#byReason.get(reason);
    if (known !== undefined) this.#byReason.set(reason, known + items);
    else this.#addNew(items, reason);
  }

  get total(): number {
    let total = 0;
    for (const items of this.#byReason.values()) total += items;
    return total;
  }

  [Symbol.iterator](): Iterator<readonly [reason: string, items: number]> {
    return this.#byReason.entries();
  }

  #addNew(items: number, reason: string): void {
    const kept = word.test(reason) && this.#byReason.size < mostReasons ? reason : otherReason;
    this.#byReason.set(kept, (this.#byReason.get(kept) ?? 0) + items);
  }
}
