import { describe, expect, it } from "vitest";
import { expectPromises } from "../src/expect-promises.ts";
import { runSeeds } from "../src/run-seeds.ts";

describe("two hundred days of troubles", () => {
  it("break no promise", { timeout: 900_000 }, async () => {
    // Other seeds in each run would make a failure a matter of luck; the nightly run draws new ones.
    const { kept, broken } = await runSeeds({ first: 1_000, count: 200, hours: 24 });
    expect(broken).toEqual([]);
    expect(kept).toBe(200);
  });
});

describe("a month", () => {
  it("of revisions, outages of both sides and crashes takes less than two minutes", { timeout: 300_000 }, async () => {
    const before = process.cpuUsage();
    const { points, lives, resent, gaps } = await expectPromises({
      seed: 30,
      hours: 30 * 24,
      setup: { cadenceMs: 5 * 60_000 },
    });
    // Of a processor: what else runs on the machine has little say. Three quarters of a minute on a quick one.
    const seconds = process.cpuUsage(before).user / 1e6;
    console.log(
      `30 days in ${seconds.toFixed(1)} s: ${points} points in ${lives} lives, ${resent} resent, ${gaps} gaps`,
    );
    expect(points).toBeGreaterThan(200_000);
    expect(lives).toBeGreaterThan(200);
    expect(seconds).toBeLessThan(120);
  });
});
