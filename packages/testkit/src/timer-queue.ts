interface Timer {
  readonly at: number;
  readonly sequence: number;
  /** Undefined once it was cancelled: a cancelled timer must not keep its closure alive. */
  run: (() => void) | undefined;
}

/** What is due when, as a binary heap. Of two timers for one instant, the older runs first. */
export class TimerQueue {
  readonly #heap: Timer[] = [];
  #sequence = 0;

  /** Returns its cancellation, which is safe to call at any time. */
  add(at: number, run: () => void): () => void {
    const timer: Timer = { at, sequence: this.#sequence++, run };
    this.#heap.push(timer);
    this.#siftUp(this.#heap.length - 1);
    return () => {
      timer.run = undefined;
    };
  }

  /** Takes out the next timer that is due at `end` or before. */
  takeDue(end: number): { readonly at: number; readonly run: () => void } | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.at > end) return undefined;
      this.#removeFirst();
      if (first.run !== undefined) return { at: first.at, run: first.run };
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown();
  }

  #siftUp(start: number): void {
    for (let child = start; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #siftDown(): void {
    for (let parent = 0; ;) {
      let first = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, first)) first = child;
      }
      if (first === parent) return;
      this.#swap(parent, first);
      parent = first;
    }
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i]!, this.#heap[j]!];
    return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
  }

  #swap(i: number, j: number): void {
    [this.#heap[i], this.#heap[j]] = [this.#heap[j]!, this.#heap[i]!];
  }
}
