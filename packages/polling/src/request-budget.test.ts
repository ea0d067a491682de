import { describe, expect, it } from "vitest";
import { snapshot } from "./loop.ts";
import { budgetProblem, requestsPerSecond } from "./request-budget.ts";

const minute = 60_000;
const loop = { name: "a", cadenceMs: minute, bucketMs: minute, series: [], collect: async () => [] };

describe("requestsPerSecond", () => {
  it("is what every loop asks in each of its passes", () => {
    expect(requestsPerSecond([])).toBe(0);
    const graphs = snapshot({ ...loop, requestsPerPoll: 6, passes: ["a", "b"] });
    expect(requestsPerSecond([graphs, snapshot(loop)])).toBeCloseTo(13 / 60);
  });
});

describe("loops that cannot fit the budget", () => {
  const of = (name: string, requestsPerPoll: number, seconds: number, passes?: readonly string[]) =>
    snapshot({ ...loop, name, requestsPerPoll, cadenceMs: seconds * 1_000, passes });

  it.each([
    ["nothing", [], 0.001],
    ["less than is allowed", [of("a", 30, 60)], 1],
    ["just what is allowed", [of("a", 1, 3), of("b", 1, 3), of("c", 1, 3)], 1],
  ])("need %s: no problem", (_, loops, allowed) => {
    expect(budgetProblem(loops, allowed)).toBeUndefined();
  });

  it("one loop alone: by how much, and which cadence would do", () => {
    expect(budgetProblem([of("analytics", 5, 10, ["a", "b", "c"])], 1)).toBe(
      "must be at least 1.5, 0.5 more: the loops send analytics 15 every 10s. " +
        "Raise it, or poll analytics every 15s or less often, or let it ask for less",
    );
  });

  it("several loops that fit each by itself: each is named, and the one that asks most is to ask less often", () => {
    expect(budgetProblem([of("sessions", 2, 60), of("runs", 50, 60), of("usage", 1_000, 3_600)], 1)).toBe(
      "must be at least 1.145, 0.145 more: the loops send sessions 2 every 60s, runs 50 every 60s, usage 1000 every 3600s. " +
        "Raise it, or poll runs every 73s or less often, or let it ask for less",
    );
  });

  it("loops of which the smaller ones alone are too many", () => {
    expect(budgetProblem([of("a", 10, 10), of("b", 11, 10)], 0.5)).toContain(
      "Raise it, or poll all of them less often",
    );
  });

  it("the rate that is named is one with which they fit", () => {
    for (const requests of [1, 7, 13, 101]) {
      const loops = [of("a", requests, 7), of("b", 3, 11)];
      const least = Number(/at least ([\d.]+)/.exec(budgetProblem(loops, 0.001)!)![1]);
      expect(budgetProblem(loops, least)).toBeUndefined();
    }
  });
});
