import { jsonAnswer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { hour, LogsScene } from "./logs-scene.ts";
import { minute, start } from "./portkey-scene.ts";
import { lines, ScriptedExports } from "./scripted-exports.ts";
import { quick, scriptedScene, windowMax, windowMin } from "./scripted-scene.ts";

describe("pages", () => {
  /** A window of some 700 records on pages of 100, each of which takes ten minutes to be made. */
  async function minutesToExport(jobs_ahead: number): Promise<number> {
    const scene = new LogsScene({
      platform: { exports: { msPerThousandRows: 6_000_000 } },
      exports: { page_size: 100, jobs_ahead, min_window: "50m" },
      config: quick,
    });
    await scene.start();
    while ((await scene.frontier()) !== windowMax) await scene.advance(minute);
    await scene.expectTruth(windowMin);
    return (scene.world.now - start) / minute;
  }

  it("W16: those behind the one that is waited for are prepared: a few are made at a time", async () => {
    const [oneByOne, threeAtATime] = [await minutesToExport(0), await minutesToExport(2)];
    expect(oneByOne).toBeGreaterThan(70);
    expect(threeAtATime).toBeLessThan(oneByOne / 2);
  });

  it("a job ahead that cannot be created holds nothing up", async () => {
    const scene = new LogsScene({ exports: { page_size: 200, min_window: "50m" }, config: quick });
    scene.instead = ({ what, body }) =>
      what === "POST /logs/exports" && !body.includes('"current_page":0') && scene.ids().length < 200
        ? { status: 500 }
        : undefined;
    await scene.start();
    await scene.advance(10 * minute);
    expect(
      scene.recorded.statuses.some(
        ({ part, state: told }) => part === "logs_export/jobs ahead" && told === "recoverable_error",
      ),
    ).toBe(true);
    await scene.expectTruth(windowMin);
  });

  it.each([
    ["is missing", { id: "exp-1" }],
    ["is null", { id: "exp-1", total: null }],
    ["is negative", { id: "exp-1", total: -1 }],
    ["is beyond all bounds", { id: "exp-1", total: 1e300 }],
  ])("whose total %s: read until one is not full, and counted", async (_, answer) => {
    const platform = new ScriptedExports(lines(3), lines(3, 3), lines(1, 6));
    const scene = new LogsScene({ exports: { page_size: 3, min_window: "50m" }, config: quick });
    scene.instead = (asked) => {
      const usual = platform.answer(asked);
      const isFirst = asked.what === "POST /logs/exports" && platform.orders.length === 1;
      return isFirst ? jsonAnswer(answer) : usual;
    };
    await scene.start();
    await scene.advance(5 * minute);
    expect([scene.ids().length, await scene.frontier(), scene.problems("total_missing")]).toEqual([7, windowMax, 1]);
  });

  it("a total that comes as a text is a number", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.total = "3";
    const scene = await scriptedScene(platform);
    await scene.advance(minute);
    expect([scene.ids().length, scene.problems("total_missing")]).toEqual([3, 0]);
  });

  it("a page with fewer lines than its total is exported again, and what it lacks in the end is counted", async () => {
    const platform = new ScriptedExports(lines(3));
    platform.total = 5;
    const scene = await scriptedScene(platform, { max_attempts: 3 });
    await scene.advance(10 * minute);
    expect([scene.ids(), scene.problems("page_short"), scene.skipped("page_short"), await scene.frontier()]).toEqual([
      ["r-0", "r-1", "r-2"],
      3,
      2,
      windowMax,
    ]);
  });

  it("99: a file above max_object_size: what lies behind is counted as skipped, and the export goes on", async () => {
    const platform = new ScriptedExports(lines(100));
    const scene = await scriptedScene(platform, { max_object_size: "2KiB", chunk_max_records: 5 });
    await scene.advance(5 * minute);
    const read = scene.ids().length;
    expect(read).toBeGreaterThan(10);
    expect([scene.skipped("object_oversize"), await scene.frontier(), platform.orders.length]).toEqual([
      100 - read,
      windowMax,
      1,
    ]);
  });

  it("a file whose records change while it is read is delivered again, not trusted", async () => {
    const platform = new ScriptedExports(lines(6));
    let requests = 0;
    platform.object = (answer) => {
      if (++requests !== 2) return answer;
      platform.pages = [lines(6, 10)];
      platform.tag = '"two"';
      return { status: 412 };
    };
    const scene = await scriptedScene(platform, { chunk_max_records: 2 });
    await scene.advance(10 * minute);
    expect([scene.problems("object_changed"), scene.problems("records_changed")]).toEqual([1, 1]);
    expect(scene.ids()).toEqual(["r-0", "r-1", "r-10", "r-11", "r-12", "r-13", "r-14", "r-15"]);
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
