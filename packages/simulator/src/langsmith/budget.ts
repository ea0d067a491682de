/** So many requests in any stretch of so many milliseconds. */
export interface RequestBudget {
  /** A part of the path, for example `/api/v1/runs/query`. Absent: every request counts. */
  readonly target?: string | undefined;
  readonly requests: number;
  readonly perMs: number;
}

/** What the vendor's own service allows (`/runs/stats` is tiered by span there; its general limit stands for it). */
export const serviceBudgets: readonly RequestBudget[] = [
  { target: "/api/v1/runs/query", requests: 15, perMs: 10_000 },
  { target: "/api/v2/runs/query", requests: 300, perMs: 10_000 },
  { requests: 2_000, perMs: 60_000 },
];

/** What the reference knew: ten requests in ten seconds for the whole tenant. */
export const tenantBudgets: readonly RequestBudget[] = [{ requests: 10, perMs: 10_000 }];

/** Counts requests against budgets, as sliding windows. */
export class Budgets {
  readonly #budgets: readonly { readonly budget: RequestBudget; readonly times: number[] }[];

  constructor(budgets: readonly RequestBudget[]) {
    this.#budgets = budgets.map((budget) => ({ budget, times: [] }));
  }

  /** Takes one request; or says in how many milliseconds there will be room, and takes nothing. */
  take(path: string, now: number): number | undefined {
    const meant = this.#budgets.filter(({ budget }) => budget.target === undefined || path.includes(budget.target));
    const waits = meant.map(({ budget, times }) => {
      while (times.length > 0 && times[0]! <= now - budget.perMs) times.shift();
      return times.length < budget.requests ? 0 : (times[0] ?? now) + budget.perMs - now;
    });
    const longest = Math.max(0, ...waits);
    if (longest > 0) return longest;
    for (const { times } of meant) times.push(now);
    return undefined;
  }
}
