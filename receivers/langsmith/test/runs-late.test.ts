import { describe, expect, it } from "vitest";
import { attribute, hour, minute, RunsScene, start, type RunsSceneOptions } from "./runs-scene.ts";
import { naive, projectId, run, ScriptedRuns, unfinished } from "./scripted-runs.ts";

const at = start - 30 * minute;
/** What a window was first asked at, here: the start of the process. */
const firstRead = start;

function scripted(options: RunsSceneOptions = {}): { readonly scene: RunsScene; readonly vendor: ScriptedRuns } {
  const runs = { session_filter: "", session_ids: [projectId], late_lookback: "20m", ...options.runs };
  const scene = new RunsScene({ ...options, runs });
  return { scene, vendor: new ScriptedRuns(scene.world) };
}

const numbers = (scene: RunsScene): readonly number[] =>
  scene.sink.records.map((record) => Number(String(attribute(record, "id")).slice(-12)));

const late = (n: number, insertedAt: number, more: object = {}): object =>
  run(n, at + n, { inserted_at: naive(insertedAt), ...more });

describe("late runs (W3)", () => {
  it("a run that was taken in after its window was read is emitted once, when the window is read again", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [run(1, at)];
    await scene.start();
    await scene.advance(5 * minute);
    vendor.runs = [run(1, at), late(2, firstRead + 3 * minute) as never];
    await scene.advance(2 * hour);
    expect(numbers(scene)).toEqual([1, 2]);
    expect(scene.count("late_runs{certainty=late}")).toBe(1);
    expect(scene.count("missed_runs")).toBe(0);
    expect(scene.recorded.values.get("langsmith.run_lateness")).toContain((firstRead + 3 * minute - at - 2) / 1_000);
  });

  it("what the first reading had is not emitted again, though it was taken in about then (the seam)", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [
      late(1, firstRead - 59_000) as never,
      late(2, firstRead + 5_000) as never,
      // The platform's clock is ahead.
      late(3, firstRead + 10 * minute) as never,
    ];
    await scene.start();
    await scene.advance(2 * hour);
    expect(numbers(scene).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(scene.count("late_runs{certainty=late}")).toBe(0);
  });

  it("a run that was taken in shortly before the first reading, and showed after it, is emitted", async () => {
    const { scene, vendor } = scripted();
    await scene.start();
    await scene.advance(minute);
    vendor.runs = [late(1, firstRead - 20_000) as never];
    await scene.advance(2 * hour);
    expect(numbers(scene)).toEqual([1]);
  });

  it("where more is to be remembered than there is room for, what may come twice is counted", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = Array.from({ length: 600 }, (_, n) => late(n, firstRead - 1_000) as never);
    await scene.start();
    await scene.advance(2 * hour);
    const repeated = numbers(scene).length - new Set(numbers(scene)).size;
    expect(new Set(numbers(scene)).size).toBe(600);
    expect(repeated).toBe(100);
    expect(scene.count("late_runs{certainty=maybe_repeated}")).toBe(100);
  });

  it("a late run that has not ended is held back; one that was held back and is taken in anew does not come twice", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [unfinished(1, at)];
    await scene.start();
    await scene.advance(5 * minute);
    vendor.runs = [
      run(1, at, { inserted_at: naive(firstRead + 4 * minute) }),
      unfinished(2, at + 2, { inserted_at: naive(firstRead + 4 * minute) }),
    ];
    await scene.advance(hour);
    expect(numbers(scene)).toEqual([1]);
    vendor.runs = [vendor.runs[0]!, run(2, at + 2, { inserted_at: naive(firstRead + 4 * minute) })];
    await scene.advance(10 * minute);
    expect(numbers(scene)).toEqual([1, 2]);
  });

  it("runs that were there at the first reading, and not in its answer, are counted as missed", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [run(1, at)];
    await scene.start();
    await scene.advance(minute);
    vendor.runs = [run(1, at), run(2, at + 1), run(3, at + 2)];
    await scene.advance(hour);
    expect(numbers(scene)).toEqual([1]);
    expect(scene.count("missed_runs")).toBe(2);
  });

  it("each stretch is read again once, and quiet ones together: a few requests an hour", async () => {
    const { scene, vendor } = scripted();
    await scene.start();
    await scene.advance(2 * hour);
    const [own, again] = [new Set<string>(), [] as unknown[]];
    for (const { body, at: askedAt } of vendor.queries) {
      const ended = Date.parse(String(body["end_time"]));
      if (askedAt - ended < 15 * minute) own.add(String(body["end_time"]));
      else again.push(body["start_time"]);
    }
    expect(new Set(again).size).toBe(again.length);
    expect(again.length).toBeLessThanOrEqual(own.size / 4);
    expect(again.length).toBeGreaterThan(10);
  });

  it("where inserted_at is absent it says so, counts nothing as late, and asks nothing twice", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = Array.from({ length: 120 }, (_, n) => run(n, at + n * minute, { inserted_at: undefined }));
    await scene.start();
    await scene.advance(90 * minute);
    expect(scene.count("late_runs{certainty=late}")).toBe(0);
    expect(scene.recorded.status("langsmith", "runs/late_lookback")?.state).toBe("recoverable_error");
    const starts = vendor.queries.map(({ body }) => body["start_time"]);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it("late_lookback 0: no window is read again", async () => {
    const { scene, vendor } = scripted({ runs: { late_lookback: "0" } });
    await scene.start();
    await scene.advance(2 * hour);
    const starts = vendor.queries.map(({ body }) => body["start_time"]);
    expect(new Set(starts).size).toBe(starts.length);
    expect((await scene.frontier())!.cursor!.length).toBeLessThan(60);
  });

  it("what was read is kept by the checkpoint: another process finds what came late", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [run(1, at)];
    const { runtime } = await scene.start();
    await scene.advance(5 * minute);
    runtime.kill();
    vendor.runs = [run(1, at), late(2, firstRead + 6 * minute) as never];
    await scene.advance(3 * minute);
    await scene.start();
    await scene.advance(hour);
    expect(numbers(scene)).toEqual([1, 2]);
  });
});
