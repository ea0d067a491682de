import { jsonAnswer, VirtualRuntime, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { formatState, tryParseState, type ExportState } from "../src/logs-export/export-state.ts";
import { LogsScene, type AskedExport, type LogsSceneOptions } from "./logs-scene.ts";
import { at, minute, start } from "./portkey-scene.ts";
import { lines, ScriptedExports } from "./scripted-exports.ts";

const hour = 60 * minute;
/** The first window of every scene. */
const [windowMin, windowMax] = [at("08:37:20"), at("09:27:20")];
const quick = { rate_limit: { requests_per_second: 10, burst: 10 } };

async function scripted(
  platform: ScriptedExports,
  exports: object = {},
  more: LogsSceneOptions = {},
): Promise<LogsScene> {
  const scene = new LogsScene({ config: quick, ...more, exports: { min_window: "50m", ...exports } });
  scene.instead = platform.answer;
  await scene.start();
  return scene;
}

/** What the platform was asked, without the question for its clock and the files. */
function steps(scene: LogsScene): readonly string[] {
  return scene.asked
    .map(({ what }) => what.replace("/logs/exports", "").trim())
    .filter((what) => what !== "GET" && !what.includes("objects"));
}

/** The export as it is saved. */
async function state(scene: LogsScene): Promise<ExportState | undefined> {
  const cursor = (await scene.store.load(scene.lane()))?.frontier.cursor ?? "";
  const [, to, text] = /^(\d+)\|(.*)$/s.exec(cursor) ?? [];
  return text === undefined ? undefined : tryParseState(text, { from: 0, to: Number(to) });
}

describe("a window", () => {
  it("71: one page, 3 records: create, start, poll, download, 3 logs, time = win_max, cursor empty", async () => {
    const scene = await scripted(new ScriptedExports(lines(3)));
    await scene.advance(minute);
    expect(steps(scene)).toEqual(["POST", "POST /exp-1/start", "GET /exp-1", "GET /exp-1/download"]);
    expect(scene.ids()).toEqual(["r-0", "r-1", "r-2"]);
    expect((await scene.store.load(scene.lane()))?.frontier).toEqual({ time: windowMax });
    expect(scene.jobs("read")).toBe(1);
  });

  it("72: total 7, page_size 3: three jobs (3, 3, 1), 7 logs, time advances once", async () => {
    const platform = new ScriptedExports(lines(3), lines(3, 3), lines(1, 6));
    const scene = await scripted(platform, { page_size: 3 });
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
    const scene = await scripted(new ScriptedExports([]));
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
    const scene = await scripted(platform);
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
    const scene = await scripted(new ScriptedExports(lines(3)));
    await scene.advance(minute);
    const cursors = scene.store.saved.map(({ to }) => to.cursor !== undefined);
    expect(cursors).toEqual([false, true, true, true, false]);
  });

  it("90: empty or 1-minute windows: no export job until the minimum window is reached", async () => {
    const platform = new ScriptedExports([]);
    const scene = await scripted(platform, { min_window: "20m" });
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

describe("a job", () => {
  it.each(["failed", "stopped", "archived"])(
    "76: %s: another job after a minute, time unchanged, one export_failed; then every record once",
    async (status) => {
      const platform = new ScriptedExports(lines(3));
      platform.statuses = [status];
      const scene = await scripted(platform);
      await scene.advance(30_000);
      expect([platform.orders.length, scene.problems("export_failed"), await scene.frontier()]).toEqual([
        1,
        1,
        windowMin,
      ]);
      platform.statuses = ["success"];
      await scene.advance(3 * minute);
      expect([platform.orders.length, scene.ids(), await scene.frontier()]).toEqual([
        2,
        ["r-0", "r-1", "r-2"],
        windowMax,
      ]);
      expect(platform.cancelled).toEqual([]);
    },
  );

  it("77: past deadline: cancel attempted, export_stuck, another job; exactly at deadline: still waiting", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.statuses = ["in_progress"];
    const scene = await scripted(platform, { job_poll_timeout: "5m", cadence: "10s" });
    await scene.advance(30_000);
    const { startedAt } = (await state(scene))!.jobs[0]!;
    await scene.advance(startedAt + 5 * minute - scene.world.now);
    expect([scene.problems("export_stuck"), platform.cancelled]).toEqual([0, []]);
    await scene.advance(minute);
    expect([scene.problems("export_stuck"), platform.cancelled]).toEqual([1, ["1"]]);
    platform.statuses = ["success"];
    await scene.advance(3 * minute);
    expect(scene.ids()).toHaveLength(3);
  });

  it("78: start 400 while job already running: continues to completion", async () => {
    const platform = new ScriptedExports(lines(3));
    const scene = new LogsScene({ config: quick });
    scene.instead = (asked) => (asked.what.endsWith("/start") ? { status: 400 } : platform.answer(asked));
    await scene.start();
    await scene.advance(minute);
    expect([scene.ids().length, scene.problems("start_refused")]).toEqual([3, 0]);
  });

  it("78: start 400 while still draft: stays created, tried again, and another job is made in the end", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.statuses = ["draft"];
    const scene = new LogsScene({ config: quick });
    scene.instead = (asked) => (asked.what.endsWith("exp-1/start") ? { status: 400 } : platform.answer(asked));
    await scene.start();
    await scene.advance(12_000);
    expect((await state(scene))!.jobs).toEqual([{ id: "exp-1", page: 0, phase: "draft", startedAt: 0 }]);
    expect(scene.problems("start_refused")).toBe(2);
    await scene.advance(3 * minute);
    expect([platform.orders.length, scene.problems("start_refused")]).toEqual([2, 5]);
    platform.statuses = ["success"];
    await scene.advance(3 * minute);
    expect(scene.ids()).toHaveLength(3);
  });

  it.each(["lost", "unacknowledged"] as const)(
    "78: a start whose answer is %s: goes on with the job that it started",
    async (kind) => {
      const scene = new LogsScene({ config: quick });
      scene.simulator.script({ kind, from: start, to: start + 5_000, target: "#start" });
      await scene.start();
      await scene.advance(3 * minute);
      expect(scene.simulator.jobs).toHaveLength(1);
      await scene.expectTruth(windowMin);
    },
  );

  it("79: poll says draft: back to created, started again; its time is not renewed", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.statuses = ["draft", "in_progress", "draft", "success"];
    const scene = await scripted(platform);
    await scene.advance(3 * minute);
    expect(steps(scene).filter((step) => step.endsWith("/start"))).toHaveLength(3);
    expect(scene.ids()).toHaveLength(3);
    const starts = scene.store.saved.flatMap(({ to }) => /"startedAt":([1-9]\d+)/.exec(to.cursor ?? "")?.[1] ?? []);
    expect(new Set(starts).size).toBe(1);
  });

  it("79: a job that is thrown back to draft again and again is given up at its deadline", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.statuses = ["draft"];
    const scene = await scripted(platform, { job_poll_timeout: "5m" });
    await scene.advance(8 * minute);
    expect([scene.problems("export_stuck"), platform.orders.length]).toEqual([1, 2]);
  });

  it("80: new instance with a polling cursor: same job id, no extra create", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.statuses = ["in_progress"];
    const scene = new LogsScene({ config: quick });
    scene.instead = platform.answer;
    const first = await scene.start();
    await scene.advance(30_000);
    first.runtime.kill();
    platform.statuses = ["success"];
    await scene.start();
    await scene.advance(2 * minute);
    expect([platform.orders.length, scene.ids().length, scene.jobs("doubtful")]).toEqual([1, 3, 0]);
  });

  it.each([
    ["poll", /GET \/logs\/exports\/exp-\d+$/, "export_vanished", 404],
    ["poll", /GET \/logs\/exports\/exp-\d+$/, "export_vanished", 410],
    ["start", /\/start$|GET \/logs\/exports\/exp-\d+$/, "export_vanished", 404],
    ["download", /\/download$/, "object_gone", 404],
    ["file", /GET objects/, "object_gone", 404],
    ["file", /GET objects/, "object_gone", 410],
  ])(
    "88: %s of %s answered with %s (%i): bounded retries, then the page is skipped with its number of records",
    async (_, what, reason, status) => {
      const platform = new ScriptedExports(lines(3), lines(3, 3));
      const scene = new LogsScene({
        config: quick,
        exports: { min_window: "50m", page_size: 3, max_attempts: 3, jobs_ahead: 0 },
      });
      const isOfFirstPage = ({ what: asked }: AskedExport): boolean =>
        platform.orders[Number(/exp-(\d+)/.exec(asked)?.[1]) - 1]?.filters["current_page"] === 0;
      scene.instead = (asked) => (what.test(asked.what) && isOfFirstPage(asked) ? { status } : platform.answer(asked));
      await scene.start();
      await scene.advance(10 * minute);
      expect([scene.problems(reason), scene.skipped(reason), scene.ids(), await scene.frontier()]).toEqual([
        3,
        3,
        ["r-3", "r-4", "r-5"],
        windowMax,
      ]);
      expect(platform.orders).toHaveLength(4);
      expect([scene.jobs("abandoned"), scene.jobs("skipped"), scene.jobs("read")]).toEqual([3, 1, 1]);
    },
  );

  it("a platform that makes no files for an hour costs no record", async () => {
    const scene = new LogsScene({ config: quick });
    scene.simulator.script({ kind: "job_failed", from: start, to: start + hour, target: "#create" });
    await scene.start();
    await scene.advance(4 * hour);
    await scene.expectTruth(windowMin);
    expect(await scene.frontier()).toBeGreaterThan(start + 3 * hour);
  });

  it("85: 401 on create: one auth signal, held for ten minutes", async () => {
    const scene = new LogsScene();
    scene.instead = ({ what }): Answer | undefined => (what === "POST /logs/exports" ? { status: 401 } : undefined);
    await scene.start();
    await scene.advance(5 * minute);
    expect([scene.count("auth_errors"), scene.askedFor(/^POST/).length]).toEqual([1, 1]);
    expect(scene.recorded.status("portkey", "logs_export")?.state).toBe("permanent_error");
    expect(scene.jobs("doubtful")).toBe(0);
  });

  it.each([
    ["is lost", { lost: true }],
    ["is 503", { status: 503 }],
    ["names no id", jsonAnswer({ total: 3 })],
    ["is no JSON", { body: "<html>" }],
  ] satisfies (readonly [string, Answer])[])(
    "a create whose answer %s may have left a draft: it is counted",
    async (_, answer) => {
      const scene = new LogsScene({ config: quick });
      let isFirst = true;
      scene.instead = ({ what }): Answer | undefined => {
        if (what !== "POST /logs/exports" || !isFirst) return undefined;
        isFirst = false;
        return answer;
      };
      await scene.start();
      await scene.advance(15 * minute);
      expect(scene.jobs("doubtful")).toBe(1);
      await scene.expectTruth(windowMin);
    },
  );

  it("a process that died before it could save whether it created one: that is counted", async () => {
    const scene = new LogsScene({ config: quick });
    const first = await scene.start();
    scene.instead = ({ what }) => (what === "POST /logs/exports" ? { delayMs: 60_000 } : undefined);
    await scene.advance(5_000);
    first.runtime.kill();
    scene.instead = () => undefined;
    await scene.start();
    await scene.advance(2 * minute);
    expect(scene.jobs("doubtful")).toBe(1);
    await scene.expectTruth(windowMin);
  });
});

describe("82: a window with more pages than max_pages_per_window", () => {
  it("is exported in parts, each record once; nothing is parked", async () => {
    const scene = new LogsScene({
      platform: { requestsPerMinute: 20 },
      exports: { page_size: 50, max_pages_per_window: 2 },
      config: quick,
    });
    await scene.start();
    await scene.advance(2 * hour);
    expect(scene.problems("window_split")).toBeGreaterThan(0);
    expect(scene.problems("window_oversize")).toBe(0);
    expect(await scene.frontier()).toBeGreaterThan(start + 2 * hour - 25 * minute);
    await scene.expectTruth(windowMin);
    // What is too large is not cut in half again and again.
    expect(scene.problems("window_split")).toBeLessThan(scene.simulator.jobs.length / 5);
  });

  it("the next window begins with parts of the length that the last one needed", async () => {
    const scene = new LogsScene({
      platform: { requestsPerMinute: 20 },
      exports: { page_size: 50, max_pages_per_window: 2, min_window: "30m" },
      config: quick,
    });
    await scene.start();
    await scene.advance(3 * hour);
    const widths = scene.askedFor(/^POST \/logs\/exports$/).map(({ body }) => {
      const { filters } = JSON.parse(body) as { readonly filters: Readonly<Record<string, string>> };
      return Date.parse(filters["time_of_generation_max"]!) - Date.parse(filters["time_of_generation_min"]!);
    });
    expect(widths[0]).toBe(50 * minute + 2_000);
    expect(Math.max(...widths.slice(1))).toBeLessThan(20 * minute);
    expect(scene.store.saved.some(({ to }) => to.cursor?.includes("partMs"))).toBe(true);
    await scene.expectTruth(windowMin);
  });

  it("a minute that alone has too many pages goes on beyond the cap, and is counted", async () => {
    const scene = new LogsScene({
      platform: { requestsPerMinute: 30 },
      exports: { page_size: 5, max_pages_per_window: 1, window: "10m", settle: "5m" },
      config: quick,
    });
    await scene.start();
    await scene.advance(40 * minute);
    expect(scene.problems("window_oversize")).toBeGreaterThan(0);
    await scene.expectTruth(start - 10 * minute);
  });
});

describe("a saved cursor", () => {
  const sample: ExportState = {
    settings: "00000000",
    from: windowMin,
    to: windowMax,
    partMs: hour,
    total: 7,
    page: 1,
    jobs: [{ id: "exp-9", page: 1, phase: "ready", startedAt: start }],
    position: { records: 2, digest: 5, unreadable: 0, lastTime: windowMin, offset: 99, tag: '"t"', size: 999 },
    givenUp: 1,
    troubles: 2,
    notBefore: 0,
  };

  it.each(["", "{bad", '{"page":1}', "null", "42", "[]", formatState({ ...sample, from: windowMin - 1 })])(
    "81: %j: the window begins again, and that is counted",
    async (cursor) => {
      const scene = new LogsScene({ config: quick });
      const text = `${windowMax}|${cursor}`;
      await scene.store.advance(scene.lane(), { time: windowMin, cursor: text }, 1, []);
      await scene.start();
      await scene.advance(2 * minute);
      expect(scene.problems("cursor_unreadable")).toBe(1);
      await scene.expectTruth(windowMin);
    },
  );

  it("89: page_size changed between restarts mid-window: the part begins again instead of mixing page sizes", async () => {
    const scene = new LogsScene({ exports: { page_size: 200, chunk_max_records: 50, jobs_ahead: 1 }, config: quick });
    const first = await scene.start();
    await scene.advance(15_000);
    expect((await state(scene))!.page).toBeGreaterThan(0);
    await scene.stop(first);
    const before = scene.ids().length;
    scene.config = scene.decode({ page_size: 300 });
    await scene.start();
    await scene.advance(5 * minute);
    expect([scene.problems("settings_changed"), scene.jobs("abandoned") > 0]).toEqual([1, true]);
    await scene.expectTruth(windowMin, { repeated: before });
  });

  it("a wait is saved: another process does not ask earlier", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.statuses = ["failed"];
    const scene = new LogsScene({ config: quick });
    scene.instead = platform.answer;
    const first = await scene.start();
    await scene.advance(20_000);
    first.runtime.kill();
    await scene.start(new VirtualRuntime(scene.world));
    await scene.advance(20_000);
    expect(platform.orders).toHaveLength(1);
  });
});
