import { describe, expect, it } from "vitest";
import { expectPromises } from "../src/expect-promises.ts";

describe("hours of troubles", () => {
  it.each([1, 2, 3])("seed %d: what has settled arrives once and unchanged", { timeout: 60_000 }, async (seed) => {
    const { points, lives } = await expectPromises({ seed, hours: 4 });
    expect(points).toBeGreaterThan(500);
    expect(lives).toBeGreaterThan(0);
  });

  it("is the same whenever it is told", { timeout: 60_000 }, async () => {
    const told = async () => {
      const lines: string[] = [];
      const result = await expectPromises({ seed: 11, hours: 2, tell: (at, what) => lines.push(`${at} ${what}`) });
      return { lines, result };
    };
    expect(await told()).toEqual(await told());
  });
});
