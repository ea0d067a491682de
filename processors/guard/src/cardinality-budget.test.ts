import { VirtualRuntime, World } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CardinalityBudget } from "./cardinality-budget.ts";

const minute = 60_000;

function setUp(max: number, ageMs = minute) {
  const world = new World();
  const budget = new CardinalityBudget(max, ageMs, new VirtualRuntime(world).clock);
  const admit = (...sets: readonly string[]): string[] => sets.map((set) => budget.admit("m", set));
  return { world, budget, admit };
}

describe("CardinalityBudget", () => {
  it("150: budget 2: the third distinct set is over; an already-seen set is kept", () => {
    expect(setUp(2).admit("a", "b", "c", "a", "b", "c")).toEqual(["new", "new", "over", "known", "known", "over"]);
  });

  it("is counted apart for each series", () => {
    const { budget } = setUp(1);
    expect([budget.admit("m", "a"), budget.admit("n", "b"), budget.admit("m", "b")]).toEqual(["new", "new", "over"]);
  });

  it("makes room for a set when another was not seen for longer than the age limit (§15.2 no. 20)", async () => {
    const { world, admit } = setUp(2);
    admit("a", "b");
    await world.advance(minute);
    expect(admit("a", "c")).toEqual(["known", "over"]);
    await world.advance(1);
    expect(admit("c", "a", "b")).toEqual(["new", "known", "over"]);
  });

  it("counts a set that comes back after it was forgotten as new", async () => {
    const { world, admit } = setUp(2);
    admit("a");
    await world.advance(minute + 1);
    expect(admit("a")).toEqual(["new"]);
  });

  it("agrees with a naive oracle over any history", async () => {
    const step = fc.record({ set: fc.constantFrom("a", "b", "c", "d"), waitMs: fc.nat({ max: 40_000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), async (history, max) => {
        const { world, budget } = setUp(max);
        const seen = new Map<string, number>();
        for (const { set, waitMs } of history) {
          await world.advance(waitMs);
          for (const [old, at] of seen) if (world.now - at > minute) seen.delete(old);
          const expected = seen.has(set) ? "known" : seen.size < max ? "new" : "over";
          if (expected !== "over") seen.set(set, world.now);
          expect(budget.admit("m", set)).toBe(expected);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("is bounded over series too: the one that was not seen for longest begins anew", () => {
    const { budget } = setUp(1);
    for (let i = 0; i <= 10_000; i++) budget.admit(`m${i}`, "a");
    expect(budget.admit("m10000", "a")).toBe("known");
    expect(budget.admit("m0", "b")).toBe("new");
  });

  it("takes memory for what it holds, not for what it may hold", () => {
    const before = process.memoryUsage();
    const { budget } = setUp(1_000_000);
    for (let i = 0; i < 1_000; i++) budget.admit(`m${i}`, "a");
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    expect(grown).toBeLessThan(64 * 1_048_576);
  });
});
