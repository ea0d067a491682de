import { describe, expect, it } from "vitest";
import { runForLeaks } from "../src/leak-run.ts";
import { expectNoLeaks } from "../src/expect-no-leaks.ts";

const timeout = 120_000;

describe("with every opt-in off", () => {
  it("nothing of 500 texts leaves a collector, over a thousand mutations", { timeout }, async () => {
    const { applied, records, points } = await expectNoLeaks({ seed: 1, minutes: 12, answerShare: 0.15 });
    expect(applied.size).toBeGreaterThan(1_000);
    expect(records).toBeGreaterThan(200);
    expect(points).toBeGreaterThan(1_000);
  });

  it(
    "no text has a piece of anything that may leave: nothing is found where nothing is planted",
    { timeout },
    async () => {
      const { leaks, applied, records, points } = await runForLeaks({
        seed: 2,
        minutes: 8,
        only: new Set(),
        answerShare: 0,
      });
      expect(leaks).toEqual([]);
      expect(applied.size).toBe(0);
      expect(records).toBeGreaterThan(200);
      expect(points).toBeGreaterThan(1_000);
    },
  );
});
