import { langSmithFaultKinds, type LangSmithFaultKind } from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import { attribute, hour, minute, RunsScene, start } from "./runs-scene.ts";
import { missing, trueRuns } from "./true-runs.ts";

// Every fault of the simulated platform, for 25 minutes in the middle, on every page of runs: whatever it is, afterwards
// every run is at the sink once, or is in a counter.

/** Faults that take runs away without a sign. Reading a window again tells how many. */
const losing: readonly LangSmithFaultKind[] = ["lost_tail", "skip_row"];
/** A page of 32 MiB for each run takes long to make. */
const durationOf = (kind: LangSmithFaultKind): number => (kind === "too_large" ? 2 : 25) * minute;

async function disturbed(
  kind: LangSmithFaultKind,
): Promise<{ scene: RunsScene; lost: readonly string[]; ids: readonly unknown[] }> {
  const scene = new RunsScene({ runs: { page_size: 5, window: "15m" } });
  const simulator = scene.simulate({ experimentEveryMs: 0, runsPerMinute: 12 });
  const from = start + 20 * minute;
  simulator.script({ kind, from, to: from + durationOf(kind), target: "runs/query" });
  await scene.start();
  await scene.advance(165 * minute);
  const { time } = (await scene.frontier())!;
  expect(time).toBeGreaterThan(scene.world.now - 13 * minute);
  const ids = scene.sink.records.map((record) => attribute(record, "id"));
  const truth = trueRuns(simulator, start - hour, scene.world.now);
  const named = ids.filter((id) => typeof id === "string");
  expect(named.filter((id) => !truth.has(id))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
  return { scene, ids, lost: missing(scene, simulator, { from: start - 15 * minute, to: time - 80 * minute }) };
}

describe("under each fault of the platform", () => {
  it.each(
    langSmithFaultKinds.filter((kind) => !losing.includes(kind) && kind !== "missing_id" && kind !== "huge_field"),
  )(
    "%s: every run arrives once, and nothing else does",
    async (kind) => {
      const { scene, lost } = await disturbed(kind);
      expect(lost).toEqual([]);
      expect(scene.count("missed_runs")).toBe(0);
      expect(scene.skipped()).toEqual({});
    },
    60_000,
  );

  it.each(losing)(
    "%s: what the platform keeps to itself is counted, run by run",
    async (kind) => {
      const { scene, lost } = await disturbed(kind);
      expect(lost.length).toBeGreaterThan(20);
      expect(scene.count("missed_runs")).toBe(lost.length);
    },
    60_000,
  );

  it("missing_id: a run without an id is emitted without it", async () => {
    const { scene, lost, ids } = await disturbed("missing_id");
    const nameless = ids.filter((id) => id === undefined);
    expect(nameless.length).toBeGreaterThan(20);
    expect(nameless).toHaveLength(lost.length);
    expect(scene.count("missed_runs")).toBe(0);
  }, 60_000);

  it("huge_field: pages become smaller, down to one run, which is passed over and counted (W6)", async () => {
    const { scene, lost } = await disturbed("huge_field");
    expect(lost.length).toBeGreaterThan(3);
    expect(scene.skipped()).toEqual({ unreadable_run: lost.length });
    expect(scene.count("shrunk_pages")).toBeGreaterThan(lost.length);
    expect(scene.count("missed_runs")).toBe(0);
  }, 60_000);
});
