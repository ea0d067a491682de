/** First in, first out. Taking is cheap however much there is; what was taken is let go of. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  /** The sum of `of` over all that is there. */
  sum(of: (item: T) => number): number {
    let sum = 0;
    for (let at = this.#head; at < this.#items.length; at++) sum += of(this.#items[at]!);
    return sum;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  take(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head++;
    // Moving the rest costs as much as taking half of it did.
    if (this.#head > 32 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
