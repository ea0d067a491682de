import { describe, expect, it } from "vitest";
import { expectPromises } from "../src/expect-promises.ts";
import { runSeeds } from "../src/run-seeds.ts";

describe("two hundred days of troubles", () => {
  it("break no promise", { timeout: 600_000 }, async () => {
    // Other seeds in each run would make a failure a matter of luck; the nightly run draws new ones.
    const { kept, broken } = await runSeeds({ first: 1_000, count: 200, hours: 24 });
    expect(broken).toEqual([]);
    expect(kept).toBe(200);
  });
});

describe("a month", () => {
  it("of revisions, outages of both sides and crashes passes within a minute", { timeout: 300_000 }, async () => {
    const began = performance.now();
    const { points, lives, resent } = await expectPromises({ seed: 30, hours: 30 * 24 });
    const seconds = (performance.now() - began) / 1_000;
    console.log(`30 days in ${seconds.toFixed(1)} s: ${points} points, ${lives} lives, ${resent} resources sent again`);
    expect(points).toBeGreaterThan(150_000);
    expect(lives).toBeGreaterThan(150);
    expect(seconds).toBeLessThan(60);
  });
});
