import type { Tell } from "./promises.ts";

/** What a source may be asked. */
export interface Budget {
  readonly perSecond: number;
  readonly burst: number;
}

export interface BudgetBookOptions {
  readonly host: string;
  readonly budget: Budget;
  readonly report: Tell;
}

const windowMs = 10_000;

/** When one host was asked: no ten seconds have more requests than ten seconds' tokens and what was saved up. */
export class BudgetBook {
  /** The most of any ten seconds. */
  most = 0;
  requests = 0;
  readonly #options: BudgetBookOptions;
  #asked: { readonly at: number; readonly life: number }[] = [];

  constructor(options: BudgetBookOptions) {
    this.#options = options;
  }

  /** A process knows nothing of what the one before it asked: each has its own bucket, full at first. */
  asked(at: number, life: number): void {
    this.requests++;
    this.#asked = this.#asked.filter((each) => each.at > at - windowMs);
    this.#asked.push({ at, life });
    const mine = this.#asked.filter((each) => each.life === life).length;
    this.most = Math.max(this.most, mine);
    const { host, budget, report } = this.#options;
    const allowed = budget.perSecond * (windowMs / 1_000) + budget.burst;
    if (mine > allowed) report("within the budget", host, `${mine} requests in ten seconds; ${allowed} are allowed`);
  }
}
