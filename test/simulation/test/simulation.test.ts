import { describe, expect, it } from "vitest";
import { expectPromises } from "../src/replay.ts";

describe("a day of troubles", () => {
  it.each([1, 2, 3, 4])("seed %d: what has settled arrives once and unchanged", { timeout: 60_000 }, async (seed) => {
    const { expected, lives } = await expectPromises({ seed, hours: 16 });
    expect(expected).toBeGreaterThan(1_000);
    expect(lives).toBeGreaterThan(1);
  });

  it("is told the same way whenever it is told", { timeout: 60_000 }, async () => {
    const tell = async () => {
      const lines: string[] = [];
      const result = await expectPromises({ seed: 11, hours: 8, tell: (at, what) => lines.push(`${at} ${what}`) });
      return { lines, result };
    };
    expect(await tell()).toEqual(await tell());
  });
});
