import { jsonAnswer, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { tryParseState, type ExportState } from "../src/logs-export/export-state.ts";
import { hour, LogsScene, type AskedExport } from "./logs-scene.ts";
import { minute, start } from "./portkey-scene.ts";
import { lines, ScriptedExports } from "./scripted-exports.ts";
import { quick, scriptedScene, windowMax, windowMin } from "./scripted-scene.ts";

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

describe("a job", () => {
  it.each(["failed", "stopped", "archived"])(
    "76: %s: another job after a minute, time unchanged, one export_failed; then every record once",
    async (status) => {
      const platform = new ScriptedExports(lines(3));
      platform.statuses = [status];
      const scene = await scriptedScene(platform);
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
    const scene = await scriptedScene(platform, { job_poll_timeout: "5m", cadence: "10s" });
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
    const scene = await scriptedScene(platform);
    await scene.advance(3 * minute);
    expect(steps(scene).filter((step) => step.endsWith("/start"))).toHaveLength(3);
    expect(scene.ids()).toHaveLength(3);
    const starts = scene.store.saved.flatMap(({ to }) => /"startedAt":([1-9]\d+)/.exec(to.cursor ?? "")?.[1] ?? []);
    expect(new Set(starts).size).toBe(1);
  });

  it("79: a job that is thrown back to draft again and again is given up at its deadline", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.statuses = ["draft"];
    const scene = await scriptedScene(platform, { job_poll_timeout: "5m" });
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
