import { describe, expect, it } from "vitest";
import { hour, LogsScene } from "./logs-scene.ts";
import { minute, start } from "./portkey-scene.ts";
import { lines, ScriptedExports } from "./scripted-exports.ts";
import { quick, scriptedScene, windowMax, windowMin } from "./scripted-scene.ts";

/** What the platform was asked, without the question for its clock and the files. */
function steps(scene: LogsScene): readonly string[] {
  return scene.asked
    .map(({ what }) => what.replace("/logs/exports", "").trim())
    .filter((what) => what !== "GET" && !what.includes("objects"));
}

describe("a window", () => {
  it("71: one page, 3 records: create, start, poll, download, 3 logs, time = win_max, cursor empty", async () => {
    const scene = await scriptedScene(new ScriptedExports(lines(3)));
    await scene.advance(minute);
    expect(steps(scene)).toEqual(["POST", "POST /exp-1/start", "GET /exp-1", "GET /exp-1/download"]);
    expect(scene.ids()).toEqual(["r-0", "r-1", "r-2"]);
    expect((await scene.store.load(scene.lane()))?.frontier).toEqual({ time: windowMax });
    expect(scene.jobs("read")).toBe(1);
  });

  it("72: total 7, page_size 3: three jobs (3, 3, 1), 7 logs, time advances once", async () => {
    const platform = new ScriptedExports(lines(3), lines(3, 3), lines(1, 6));
    const scene = await scriptedScene(platform, { page_size: 3 });
    await scene.advance(2 * minute);
    expect(platform.orders.map(({ filters }) => [filters["current_page"], filters["page_size"]])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
    expect(scene.ids()).toHaveLength(7);
    expect(new Set(scene.store.saved.map(({ to }) => to.time))).toEqual(new Set([windowMin, windowMax]));
  });

  it("73: total 0: time = win_max, no start, no download", async () => {
    const scene = await scriptedScene(new ScriptedExports([]));
    await scene.advance(minute);
    expect(steps(scene)).toEqual(["POST"]);
    expect(await scene.frontier()).toBe(windowMax);
    expect(scene.jobs("empty")).toBe(1);
  });

  it("74: nothing settled: no request, watermark unchanged", async () => {
    const scene = new LogsScene();
    await scene.store.advance(scene.lane(), { time: start - 10 * minute }, 1, []);
    await scene.start();
    await scene.advance(9 * minute);
    expect(scene.asked).toEqual([]);
    expect(await scene.frontier()).toBe(start - 10 * minute);
  });

  it("75: in-progress polls: cursor byte-identical, nothing saved", async () => {
    const platform = new ScriptedExports(lines(1));
    platform.statuses = ["queued", "in_progress", "in_progress", "in_progress", "success"];
    const scene = await scriptedScene(platform);
    await scene.advance(10_000);
    const saved = scene.store.saved.length;
    await scene.advance(15_000);
    expect(scene.askedFor(/GET .*exp-1$/).length).toBeGreaterThan(2);
    expect(scene.store.saved).toHaveLength(saved);
    await scene.advance(minute);
    expect(scene.ids()).toEqual(["r-0"]);
  });

  it("83: watermark 10 h old, max_backfill 1 h: create min = now − 1 h, and what lies before is counted", async () => {
    const platform = new ScriptedExports(lines(1));
    const scene = new LogsScene({ exports: { max_backfill: "1h", window: "20m", settle: "5m" } });
    scene.instead = platform.answer;
    await scene.store.advance(scene.lane(), { time: start - 10 * hour }, 1, []);
    await scene.start();
    await scene.advance(1_000);
    // A second more on both sides: see the boundary seconds.
    expect(platform.orders[0]!.filters["time_of_generation_min"]).toBe("2026-02-03T08:37:19Z");
    expect(scene.count("skipped_time{loop=logs_export,reason=backfill}")).toBe(9 * 3_600);
  });

  it("84: first window: every step is saved before the window is complete", async () => {
    const scene = await scriptedScene(new ScriptedExports(lines(3)));
    await scene.advance(minute);
    const cursors = scene.store.saved.map(({ to }) => to.cursor !== undefined);
    expect(cursors).toEqual([false, true, true, true, false]);
  });

  it("90: empty or 1-minute windows: no export job until the minimum window is reached", async () => {
    const platform = new ScriptedExports([]);
    const scene = await scriptedScene(platform, { min_window: "20m" });
    await scene.advance(3 * hour);
    expect(platform.orders.length).toBeLessThanOrEqual(1 + 9);
    const widths = platform.orders
      .slice(1)
      .map(
        ({ filters: { time_of_generation_min: min, time_of_generation_max: max } }) =>
          Date.parse(max as string) - Date.parse(min as string) - 2_000,
      );
    for (const width of widths) expect(width).toBeGreaterThanOrEqual(20 * minute);
  });

  it("the end of a window is saved before a job is asked for it", async () => {
    const scene = new LogsScene();
    const seen: number[] = [];
    scene.instead = ({ what }) => {
      if (what === "POST /logs/exports") seen.push(scene.store.saved.length);
      return undefined;
    };
    await scene.start();
    await scene.advance(minute);
    expect(seen).toEqual([2]);
  });

  it("is created by the vendor's clock: where that is ten minutes behind, no draft is left that came too early", async () => {
    const scene = new LogsScene({ platform: { clockAheadMs: -10 * minute }, config: quick });
    await scene.start();
    await scene.advance(2 * hour);
    for (const { createdAt, id } of scene.simulator.jobs) {
      const { filters } = JSON.parse(scene.askedFor(/^POST \/logs\/exports$/)[Number(id.slice(4)) - 1]!.body) as {
        filters: Record<string, string>;
      };
      const to = Date.parse(filters["time_of_generation_max"]!) - 1_000;
      expect(createdAt - 10 * minute - to).toBeGreaterThanOrEqual(10 * minute);
    }
    await scene.expectTruth(windowMin);
    expect(scene.jobs("abandoned")).toBe(0);
  });
});
