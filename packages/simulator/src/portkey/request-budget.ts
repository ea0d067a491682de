/** How many requests a platform takes in any stretch of time. */
export interface BudgetLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** Counts requests against a limit over a sliding stretch of time. Those that are turned away do not count. */
export class RequestBudget {
  readonly #limit: BudgetLimit;
  /** When each request of the last stretch was taken. */
  #taken: readonly number[] = [];

  constructor(limit: BudgetLimit) {
    this.#limit = limit;
  }

  /** Takes a request and gives 0, or gives the milliseconds after which the next one will be taken. */
  take(now: number): number {
    const { requests, perMs } = this.#limit;
    this.#taken = this.#taken.filter((time) => time > now - perMs);
    if (this.#taken.length >= requests) return (this.#taken[0] ?? now) + perMs - now;
    this.#taken = [...this.#taken, now];
    return 0;
  }
}
