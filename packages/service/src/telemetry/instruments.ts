/** A sum that only grows. A plain field, so that counting on the hot path costs an addition. */
export class Counter {
  value = 0;

  /** Ignores what would make it shrink or not a number: a counter must never be the victim of one bad caller. */
  add(amount: number): void {
    if (amount > 0 && amount < Infinity) this.value += amount;
  }
}

/** A value that may go up and down. */
export class Gauge {
  value = 0;

  set(value: number): void {
    this.value = value;
  }

  add(amount: number): void {
    this.value += amount;
  }
}

/** How often values fell into buckets. */
export class Histogram {
  /** Upper bounds, inclusive, ascending. */
  readonly bounds: readonly number[];
  /** One more than bounds: the last counts what is above all. Not cumulative. */
  readonly counts: number[];
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  /** Ignores what is not a finite number. */
  record(value: number): void {
    if (!Number.isFinite(value)) return;
    const bucket = this.bounds.findIndex((bound) => value <= bound);
    this.counts[bucket < 0 ? this.bounds.length : bucket]! += 1;
    this.sum += value;
    this.count += 1;
  }
}
