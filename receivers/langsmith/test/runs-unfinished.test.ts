import { describe, expect, it } from "vitest";
import { attribute, hour, minute, RunsScene, start, type RunsSceneOptions } from "./runs-scene.ts";
import { naive, projectId, run, runIdOf, ScriptedRuns, unfinished } from "./scripted-runs.ts";

const at = start - 30 * minute;

function scripted(options: RunsSceneOptions = {}): { readonly scene: RunsScene; readonly vendor: ScriptedRuns } {
  const runs = { session_filter: "", session_ids: [projectId], late_lookback: "0", ...options.runs };
  const scene = new RunsScene({ ...options, runs });
  return { scene, vendor: new ScriptedRuns(scene.world) };
}

const numbers = (scene: RunsScene): readonly number[] =>
  scene.sink.records.map((record) => Number(String(attribute(record, "id")).slice(-12)));

const held = (scene: RunsScene): number | undefined => scene.recorded.values.get("langsmith.unfinished_runs")?.at(-1);

describe("runs that have not ended (W2)", () => {
  it.each([
    ["pending, no end", { status: "pending", end_time: null }, "held"],
    ["running, no end", { status: "running", end_time: null }, "held"],
    ["pending with an end, which is not final", { status: "pending" }, "held"],
    ["no status, no end", { status: null, end_time: null }, "held"],
    ["an unknown status without an end", { status: "paused", end_time: null }, "held"],
    ["an unknown status with an end", { status: "cancelled" }, "emitted"],
    ["no status, but an end", { status: null }, "emitted"],
    ["error without an end", { status: "error", end_time: null }, "emitted"],
    ["timeout", { status: "timeout" }, "emitted"],
    ["interrupted", { status: "interrupted" }, "emitted"],
  ])("%s: %s", async (_, more, expected) => {
    const { scene, vendor } = scripted();
    vendor.runs = [run(1, at, more)];
    await scene.start();
    await scene.advance(5_000);
    expect(numbers(scene)).toEqual(expected === "held" ? [] : [1]);
    expect(held(scene)).toBe(expected === "held" ? 1 : 0);
  });

  it("is asked for by its id every few minutes, and emitted once, complete, when it has ended", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [unfinished(1, at), run(2, at)];
    await scene.start();
    await scene.advance(10 * minute);
    expect(numbers(scene)).toEqual([2]);
    expect(vendor.queriesById.length).toBeGreaterThanOrEqual(3);
    expect(vendor.queriesById.length).toBeLessThanOrEqual(6);
    expect(vendor.queriesById[0]!.body).toMatchObject({ id: [runIdOf(1)], session: [projectId] });
    vendor.runs = [run(1, at, { end_time: naive(at + 25 * minute) }), run(2, at)];
    await scene.advance(10 * minute);
    expect(numbers(scene)).toEqual([2, 1]);
    expect(attribute(scene.sink.records[1]!, "end_time")).toBe("2026-03-03T09:32:20.000000Z");
    expect(attribute(scene.sink.records[1]!, "total_tokens")).toBe(3n);
    expect(held(scene)).toBe(0);
    const asked = vendor.queriesById.length;
    await scene.advance(10 * minute);
    expect(vendor.queriesById).toHaveLength(asked);
  });

  it("is kept by the checkpoint: another process emits it", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [unfinished(1, at)];
    const { runtime } = await scene.start();
    await scene.advance(minute);
    runtime.kill();
    vendor.runs = [run(1, at)];
    await scene.start();
    await scene.advance(5 * minute);
    expect(numbers(scene)).toEqual([1]);
  });

  it("after max_run_duration it is emitted as it is, once, and counted", async () => {
    const { scene, vendor } = scripted({ runs: { max_run_duration: "40m" } });
    vendor.runs = [unfinished(1, at)];
    await scene.start();
    await scene.advance(15 * minute);
    expect(numbers(scene)).toEqual([]);
    await scene.advance(10 * minute);
    expect(numbers(scene)).toEqual([1]);
    expect(attribute(scene.sink.records[0]!, "end_time")).toBeUndefined();
    expect(scene.count("incomplete_runs{reason=too_long}")).toBe(1);
    vendor.runs = [run(1, at)];
    await scene.advance(hour);
    expect(numbers(scene)).toEqual([1]);
  });

  it("one that is gone by then is counted as skipped", async () => {
    const { scene, vendor } = scripted({ runs: { max_run_duration: "40m" } });
    vendor.runs = [unfinished(1, at)];
    await scene.start();
    await scene.advance(5 * minute);
    vendor.runs = [];
    await scene.advance(30 * minute);
    expect(scene.skipped()).toEqual({ vanished_run: 1 });
    expect(held(scene)).toBe(0);
  });

  it("beyond max_unfinished_runs the oldest go: complete if they have ended, else as they are, counted", async () => {
    const { scene, vendor } = scripted({ runs: { max_unfinished_runs: 2 } });
    vendor.runs = Array.from({ length: 6 }, (_, n) => unfinished(n, at + n));
    const page = JSON.stringify({ runs: vendor.runs, cursors: { next: null } });
    vendor.instead = ({ path, body }) =>
      path === "v1/runs/query" && body["id"] === undefined ? { body: page } : undefined;
    // By the time that they are asked for, the first has ended and the second is gone.
    vendor.runs = [run(0, at), ...vendor.runs.slice(2)];
    await scene.start();
    await scene.advance(5_000);
    expect(numbers(scene).toSorted((a, b) => a - b)).toEqual([0, 2, 3]);
    expect(scene.count("incomplete_runs{reason=full}")).toBe(2);
    expect(scene.skipped()).toEqual({ vanished_run: 1 });
    expect(held(scene)).toBe(2);
  });

  it("a platform that tells no run's end fills no checkpoint: all are emitted as they are, counted", async () => {
    const { scene, vendor } = scripted({ runs: { max_unfinished_runs: 50 } });
    vendor.runs = Array.from({ length: 2_000 }, (_, n) => unfinished(n, at + n));
    await scene.start();
    await scene.advance(30_000);
    expect(held(scene)).toBe(50);
    expect(new Set(numbers(scene)).size).toBe(1_950);
    for (const { to } of scene.store.saved) expect((to.cursor ?? "").length).toBeLessThan(40_000);
  });

  it("more than one query may name are asked for in several", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = Array.from({ length: 250 }, (_, n) => unfinished(n, at + n));
    await scene.start();
    await scene.advance(5_000);
    vendor.runs = vendor.runs.map((each, n) => (n % 2 === 0 ? run(n, at + n) : each));
    await scene.advance(5 * minute);
    expect(numbers(scene)).toHaveLength(125);
    expect(Math.max(...vendor.queriesById.map(({ body }) => (body["id"] as readonly unknown[]).length))).toBe(100);
    expect(held(scene)).toBe(125);
  });

  it.each([400, 404, 422])(
    "a platform that answers queries by id with %i holds up no other run, and says so",
    async (status) => {
      const { scene, vendor } = scripted();
      vendor.runs = [unfinished(1, at)];
      vendor.instead = ({ body }) => (body["id"] === undefined ? undefined : status);
      await scene.start();
      await scene.advance(5 * minute);
      vendor.runs = [unfinished(1, at), run(2, scene.world.now - 5 * minute)];
      await scene.advance(10 * minute);
      expect(numbers(scene)).toEqual([2]);
      expect(scene.recorded.status("langsmith", "runs/unfinished_runs")?.state).toBe("recoverable_error");
    },
  );
});
