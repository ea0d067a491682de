import { fileURLToPath } from "node:url";
import { runSeeds } from "@genai-collector/test-simulation";
import { describe, expect, it } from "vitest";
import { expectPromises } from "../src/expect-promises.ts";

const minute = 60_000;
const program = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

describe("sixteen days of troubles", () => {
  it("break no promise of any of the six loops", { timeout: 1_800_000 }, async () => {
    // Other seeds in each run would make a failure a matter of luck.
    const { kept, broken } = await runSeeds({ first: 1, count: 16, hours: 24, program });
    expect(broken).toEqual([]);
    expect(kept).toBe(16);
  });
});

describe("a month", () => {
  it("of revisions, outages and crashes breaks none either", { timeout: 1_200_000 }, async () => {
    const before = process.cpuUsage();
    const result = await expectPromises({
      seed: 30,
      hours: 30 * 24,
      setup: {
        analyticsCadenceMs: 15 * minute,
        groupsCadenceMs: 15 * minute,
        sessionsCadenceMs: 15 * minute,
        usageCadenceMs: 60 * minute,
        runsCadenceMs: 10 * minute,
        requestsPerMinute: 0.7,
        runsPerMinute: 2,
      },
    });
    const seconds = process.cpuUsage(before).user / 1e6;
    console.log(
      `30 days in ${seconds.toFixed(1)} s: ${result.points + result.snapshotPoints} points, ${result.records} records, ` +
        `${result.runs} runs in ${result.lives} lives, ${result.resent} records again, ${result.gaps} gaps`,
    );
    expect(result.points).toBeGreaterThan(350_000);
    expect(result.records).toBeGreaterThan(20_000);
    expect(result.runs).toBeGreaterThan(60_000);
    expect(result.lives).toBeGreaterThan(100);
    expect(result.mostInTenSeconds).toBeLessThanOrEqual(13);
  });
});
