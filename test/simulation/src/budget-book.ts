import type { Report } from "./violations.ts";

/** Rounding of clocks that drift. */
const slackRequests = 1;
const driftFactor = 1.02;

export interface BudgetOptions {
  readonly where: string;
  readonly perSecond: number;
  readonly burst: number;
  readonly report: Report;
}

/**
 * What a source is asked by all replicas together, as a bucket of tokens that fills as the configuration says. Each
 * replica has a full one when it begins to lead: so much more is granted whenever another one asks than before. So much
 * may also have been granted to one that was then stopped, and goes out when it wakes.
 */
export class BudgetBook {
  readonly #options: BudgetOptions;
  #last: number | undefined;
  #wokenAt = -Infinity;
  #tokens = 0;
  #at = -Infinity;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** A process asked the source. `wokenAt`: it was stopped until then. */
  asked({ life, wokenAt }: { readonly life: number; readonly wokenAt: number }, now: number): void {
    const { perSecond, burst, where, report } = this.#options;
    if (life !== this.#last) this.#tokens += burst;
    if (wokenAt > this.#wokenAt) this.#tokens += burst;
    this.#last = life;
    this.#wokenAt = Math.max(this.#wokenAt, wokenAt);
    const most = Math.max(burst, this.#tokens);
    const sinceMs = Math.max(0, now - Math.max(this.#at, 0));
    this.#tokens = Math.min(most, this.#tokens + (sinceMs / 1_000) * perSecond * driftFactor);
    this.#at = now;
    this.#tokens--;
    if (this.#tokens >= -slackRequests) return;
    report(
      "within the budget",
      where,
      `${-Math.floor(this.#tokens)} requests beyond ${perSecond} a second and ${burst} at once`,
    );
    this.#tokens = 0;
  }
}
