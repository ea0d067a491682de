import { describe, expect, it } from "vitest";
import { runCampaign } from "../src/campaign.ts";
import { expectPromises } from "../src/expect-promises.ts";
import { phases } from "../src/phases.ts";
import { runSeeds } from "../src/run-seeds.ts";
import { troubleKinds } from "../src/trouble.ts";

/** Calls that every collector makes. */
const usualCalls = ["http.request", "http.body", "http.close", "servers.listen", "servers.close", "timers.fire"];
/** On a slow machine it has fewer stories: from so many on it must have had everything. */
const enough = 60;
/** Of the table of troubles and phases, what enough stories reach, and what each of fewer adds. */
const [mostCells, cellsPerStory] = [110, 3];

describe("a campaign of a minute and a quarter", () => {
  it("breaks no promise, and lets every trouble strike in most phases", { timeout: 300_000 }, async () => {
    const broken: string[] = [];
    const result = await runCampaign({
      minutes: 1.25,
      seed: 1,
      workers: 2,
      hours: 1.5,
      broken: (lines) => broken.push(...lines),
    });
    const { coverage, calls, scenarios } = result;
    console.log(coverage.lines(troubleKinds, calls).join("\n"));
    expect(broken).toEqual([]);
    expect(result.simulatedHours).toBeGreaterThan(scenarios);
    expect(result.fewestFaults).toBeGreaterThanOrEqual(5);
    const cells = troubleKinds.flatMap((kind) => phases.map((phase) => coverage.of(kind, phase)));
    const hit = cells.filter((times) => times > 0).length;
    expect(hit).toBeGreaterThanOrEqual(Math.min(mostCells, cellsPerStory * scenarios));
    if (scenarios < enough) return;
    for (const kind of troubleKinds)
      expect([kind, phases.some((phase) => coverage.of(kind, phase) > 0)]).toEqual([kind, true]);
    for (const call of usualCalls)
      expect([call, coverage.deaths(call, "before") + coverage.deaths(call, "after") > 0]).toEqual([call, true]);
  });
});

describe("twenty-four days of troubles", () => {
  it("break no promise", { timeout: 900_000 }, async () => {
    // Other seeds in each run would make a failure a matter of luck; the nightly run draws new ones.
    const { kept, broken } = await runSeeds({ first: 1_020, count: 24, hours: 24 });
    expect(broken).toEqual([]);
    expect(kept).toBe(24);
  });
});

describe("a month", () => {
  it("of revisions, outages of both sides and crashes takes less than two minutes", { timeout: 300_000 }, async () => {
    const before = process.cpuUsage();
    const { points, lives, resent, gaps } = await expectPromises({
      seed: 30,
      hours: 30 * 24,
      // With a queue on disk.
      setup: { cadenceMs: 5 * 60_000, replicas: 1, coordination: "file" },
    });
    // Of a processor: what else runs on the machine has little say. Three quarters of a minute on a quick one.
    const seconds = process.cpuUsage(before).user / 1e6;
    console.log(
      `30 days in ${seconds.toFixed(1)} s: ${points} points in ${lives} lives, ${resent} resent, ${gaps} gaps`,
    );
    expect(points).toBeGreaterThan(150_000);
    expect(lives).toBeGreaterThan(200);
    expect(seconds).toBeLessThan(120);
  });
});
