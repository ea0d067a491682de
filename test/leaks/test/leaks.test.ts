import { describe, expect, it } from "vitest";
import { runForLeaks } from "../src/leak-run.ts";
import { leaksWithoutStrip, withoutGuard } from "./leaks-without-strip.ts";
import { expectNoLeaks } from "../src/expect-no-leaks.ts";

const timeout = 120_000;

describe("with every opt-in off", () => {
  it("nothing of 500 texts leaves a collector, over hundreds of mutations", { timeout }, async () => {
    const { applied, records, points } = await expectNoLeaks({ seed: 1, minutes: 12, answerShare: 0.15 });
    expect(applied.size).toBeGreaterThan(600);
    expect(records).toBeGreaterThan(100);
    expect(points).toBeGreaterThan(300);
  });

  it(
    "no text has a piece of anything that may leave: nothing is found where nothing is planted",
    { timeout },
    async () => {
      const { leaks, applied, records, points } = await runForLeaks({
        seed: 2,
        minutes: 4,
        only: new Set(),
        answerShare: 0,
      });
      expect(leaks).toEqual([]);
      expect(applied.size).toBe(0);
      expect(records).toBeGreaterThan(50);
      expect(points).toBeGreaterThan(300);
    },
  );
});

it("without a strip and without a guard, texts are found; with the guard, none is", { timeout }, async () => {
  const broken = { names: ["inputs"], members: "one by one" };
  expect((await leaksWithoutStrip(broken, { processors: withoutGuard })).texts).toBeGreaterThan(10);
  expect((await leaksWithoutStrip(broken)).texts).toBe(0);
});
