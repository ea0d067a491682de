/** Lists by minute, the oldest forgotten first when they hold too many items together. */
export class RunCache<T> {
  readonly #most: number;
  readonly #lists = new Map<number, readonly T[]>();
  #size = 0;

  /** `most`: items in all lists together; one list may be larger and is then the only one. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The list of a minute, made where it is not remembered. */
  get(minute: number, make: () => readonly T[]): readonly T[] {
    const known = this.#lists.get(minute);
    if (known !== undefined) return known;
    const list = make();
    this.#lists.set(minute, list);
    // An empty list is an entry too.
    this.#size += list.length + 1;
    for (const [oldest, each] of this.#lists) {
      if (this.#size <= this.#most || oldest === minute) break;
      this.#lists.delete(oldest);
      this.#size -= each.length + 1;
    }
    return list;
  }

  clear(): void {
    this.#lists.clear();
    this.#size = 0;
  }
}
