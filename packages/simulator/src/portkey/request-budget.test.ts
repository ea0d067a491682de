import { expect, it } from "vitest";
import { RequestBudget } from "./request-budget.ts";

it("takes as many as the limit allows in any stretch, and says how long the next one has to wait", () => {
  const budget = new RequestBudget({ requests: 2, perMs: 10_000 });
  expect([0, 4_000, 5_000, 9_999, 10_000, 10_001, 14_000].map((now) => budget.take(now))).toEqual([
    0, 0, 5_000, 1, 0, 3_999, 0,
  ]);
});

it("a limit of none takes none", () => {
  expect(new RequestBudget({ requests: 0, perMs: 7 }).take(5)).toBe(7);
});
