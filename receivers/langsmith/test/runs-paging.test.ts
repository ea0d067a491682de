import { describe, expect, it } from "vitest";
import { attribute, hour, minute, RunsScene, start, type RunsSceneOptions } from "./runs-scene.ts";
import { naive, projectId, run, runIdOf, ScriptedRuns } from "./scripted-runs.ts";

const settled = start - 10 * minute;

function scripted(options: RunsSceneOptions = {}): { readonly scene: RunsScene; readonly vendor: ScriptedRuns } {
  const runs = { session_filter: "", session_ids: [projectId], late_lookback: "0", ...options.runs };
  const scene = new RunsScene({ ...options, runs });
  return { scene, vendor: new ScriptedRuns(scene.world) };
}

/** One run a minute, in the hour before what is settled. */
const anHour = Array.from({ length: 60 }, (_, n) => run(n, settled - hour + n * minute));

const numbers = (scene: RunsScene): readonly number[] =>
  scene.sink.records.map((record) => Number(String(attribute(record, "id")).slice(-12))).toSorted((a, b) => a - b);

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

describe("runs request and paging", () => {
  it("45: page 1's body has no cursor; has order=asc, session, start_time, end_time, limit, select", async () => {
    const { scene, vendor } = scripted();
    await scene.start();
    await scene.advance(5_000);
    const { cursor, ...body } = vendor.queries[0]!.body;
    expect(cursor).toBeUndefined();
    expect(body).toEqual({
      session: [projectId],
      order: "asc",
      start_time: "2026-03-03T08:37:20Z",
      end_time: "2026-03-03T09:27:20Z",
      limit: 100,
      select: expect.arrayContaining(["id", "status"]) as unknown,
    });
    expect(vendor.queries[0]!.headers["content-type"]).toBe("application/json");
  });

  it("46: page 2's body has cursor equal to the previous cursors.next", async () => {
    const { scene, vendor } = scripted({ runs: { page_size: 20 } });
    vendor.runs = anHour;
    await scene.start();
    await scene.advance(5_000);
    expect(vendor.queries.map(({ body }) => body["cursor"])).toEqual([undefined, "after-20", "after-40"]);
    expect(numbers(scene)).toHaveLength(50);
  });

  it.each([
    ["null", (next: string | null) => ({ cursors: { next, prev: null } })],
    ["an empty text", (next: string | null) => ({ cursors: { next: next ?? "", prev: "x" } })],
    ["missing cursors", (next: string | null) => (next === null ? {} : { cursors: { next } })],
    ["null for cursors", (next: string | null) => (next === null ? { cursors: null } : { cursors: { next } })],
  ])("47: cursors.next is %s: treated as exhausted", async (_, cursors) => {
    const { scene, vendor } = scripted({ runs: { page_size: 20 } });
    vendor.runs = anHour;
    vendor.cursors = cursors;
    await scene.start();
    await scene.advance(5_000);
    expect(vendor.queries.map(({ body }) => body)).toHaveLength(3);
    expect(numbers(scene)).toHaveLength(50);
    expect(scene.count("cursor_resets{reason=cursor_missing}")).toBe(0);
  });

  it.each([
    ["cursors are missing from full pages", () => ({})],
    ["a token is no text", () => ({ cursors: { next: { token: 7 } } })],
    ["a token is longer than any", () => ({ cursors: { next: "x".repeat(5_000) } })],
  ])("%s: it goes on behind the last run, and loses none", async (_, cursors) => {
    const { scene, vendor } = scripted({ runs: { page_size: 20 } });
    vendor.runs = anHour;
    vendor.cursors = cursors;
    await scene.start();
    await scene.advance(5_000);
    expect(numbers(scene)).toHaveLength(50);
    expect(new Set(numbers(scene)).size).toBe(50);
    expect(scene.count("cursor_resets{reason=cursor_missing}")).toBeGreaterThan(1);
    // From the last run on, to the microsecond.
    expect(vendor.queries[1]!.body["start_time"]).toBe("2026-03-03T08:56:20.000000Z");
  });

  it.each([
    [{ root_only: true }, "is_root", true],
    [{ root_only: false }, "is_root", undefined],
    [{ run_type: "llm" }, "run_type", "llm"],
    [{ run_type: "" }, "run_type", undefined],
  ])("48: %j: %s is %s", async (runs, name, value) => {
    const { scene, vendor } = scripted({ runs });
    await scene.start();
    await scene.advance(5_000);
    expect(vendor.queries[0]!.body[name]).toBe(value);
  });

  it("51: a two-page window: between its pages the frontier's time stands and the token is in the cursor; then time = the window's end", async () => {
    const { scene, vendor } = scripted({ runs: { page_size: 100 } });
    vendor.runs = Array.from({ length: 600 }, (_, n) => run(n, settled - 40 * minute + n * 1_000));
    await scene.start();
    await scene.advance(5_000);
    const [, first, second] = scene.store.saved;
    expect([first!.to.time, first!.to.cursor?.includes("after-500")]).toEqual([start - hour, true]);
    expect(second!.to.time).toBe(settled);
    expect(numbers(scene)).toEqual(upTo(600));
  });

  it("52: the next collect starts at the previous window's end", async () => {
    const { scene, vendor } = scripted();
    await scene.start();
    await scene.advance(70_000);
    expect(vendor.queries[1]!.body["start_time"]).toBe(vendor.queries[0]!.body["end_time"]);
  });

  it("53: an empty page with no next: time advances, zero records", async () => {
    const { scene } = scripted();
    await scene.start();
    await scene.advance(5_000);
    expect((await scene.frontier())!.time).toBe(settled);
    expect(scene.sink.payloads).toEqual([]);
  });

  it("54 (instead of truncating at a page cap): a window of very many pages is drained, and nothing is left out", async () => {
    const { scene, vendor } = scripted({ runs: { page_size: 1 } });
    vendor.runs = Array.from({ length: 300 }, (_, n) => run(n, settled - 20 * minute + n * 1_000));
    await scene.start();
    await scene.advance(5 * minute);
    expect(numbers(scene)).toEqual(upTo(300));
  });

  it("56: empty pages that carry a token are bounded, and hold the window", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = anHour;
    vendor.instead = ({ path }) =>
      path.endsWith("query")
        ? { body: JSON.stringify({ runs: [], cursors: { next: `t${vendor.asked.length}` } }) }
        : undefined;
    await scene.start();
    await scene.advance(30_000);
    expect(vendor.queries.length).toBeLessThan(25);
    expect((await scene.frontier())!.time).toBe(start - hour);
    vendor.instead = () => undefined;
    await scene.advance(11 * minute);
    expect(numbers(scene)).toEqual(Array.from({ length: 50 }, (_, n) => n + 10));
  });

  it("a server that gives the same pages in turn is found out, and no run is missed", async () => {
    const { scene, vendor } = scripted({ runs: { page_size: 10 } });
    vendor.runs = anHour;
    vendor.cursors = (next, { body }) => {
      return { cursors: { next: body["cursor"] === "after-20" ? "after-10" : next } };
    };
    await scene.start();
    await scene.advance(5 * minute);
    expect(scene.count("cursor_resets{reason=stuck}")).toBeGreaterThan(0);
    expect(new Set(numbers(scene)).size).toBe(50);
    // What came again until then.
    expect(numbers(scene).length).toBeLessThanOrEqual(70);
    expect(vendor.queries.length).toBeLessThan(30);
  });

  it("57: nothing settled: no HTTP call at all, not even discovery; the checkpoint is unchanged", async () => {
    const { scene, vendor } = scripted({ runs: { session_ids: [], session_filter: "all" } });
    await scene.standsAt(start - 5 * minute);
    await scene.start();
    await scene.advance(4 * minute);
    expect(vendor.asked).toEqual([]);
    expect(await scene.frontier()).toEqual({ time: start - 5 * minute });
  });

  it("58: a checkpoint 3 h old, max_backfill 1 h: the query starts at now − 1 h, and the rest is counted as skipped once", async () => {
    const { scene, vendor } = scripted({ runs: { max_backfill: "1h" } });
    await scene.standsAt(start - 3 * hour);
    await scene.start();
    await scene.advance(5_000);
    expect(vendor.queries[0]!.body["start_time"]).toBe(`${new Date(start - hour).toISOString().slice(0, 19)}Z`);
    expect(scene.skipped()).toEqual({ backfill: 1 });
  });

  it("59, 60: no checkpoint: the window starts at now − window; its end never exceeds now − settle", async () => {
    const { scene, vendor } = scripted({ runs: { window: "20m", settle: "7m" } });
    await scene.start();
    await scene.advance(10 * minute);
    expect(Date.parse(String(vendor.queries[0]!.body["start_time"]))).toBe(start - 20 * minute);
    for (const { at, body } of vendor.queries)
      expect(Date.parse(String(body["end_time"]))).toBeLessThanOrEqual(at - 7 * minute);
  });

  it("61: after a failed page the same window and cursor are used", async () => {
    const { scene, vendor } = scripted({ runs: { page_size: 20 } });
    vendor.runs = anHour;
    vendor.instead = ({ body }) => (body["cursor"] === "after-40" && vendor.asked.length < 20 ? 500 : undefined);
    await scene.start();
    await scene.advance(5 * minute);
    const asked = vendor.queries.filter(({ body }) => body["end_time"] === "2026-03-03T09:27:20Z");
    expect(new Set(asked.map(({ body }) => body["cursor"]))).toEqual(new Set([undefined, "after-20", "after-40"]));
    expect(asked.filter(({ body }) => body["cursor"] === undefined)).toHaveLength(1);
    expect(new Set(numbers(scene)).size).toBe(numbers(scene).length);
  });

  it("65: a resume token rejected by the server (4xx): goes on behind the last run, a counter says so, no permanent stall", async () => {
    const { scene, vendor } = scripted({ runs: { page_size: 20 } });
    vendor.runs = anHour;
    vendor.instead = ({ body }) => (body["cursor"] === undefined ? undefined : 400);
    await scene.start();
    await scene.advance(5_000);
    expect(new Set(numbers(scene)).size).toBe(50);
    expect(numbers(scene)).toHaveLength(50);
    expect(scene.count("cursor_resets{reason=token_refused}")).toBe(2);
  });

  it.each([400, 404, 410, 422])("65: HTTP %i is such a rejection", async (status) => {
    const { scene, vendor } = scripted({ runs: { page_size: 30 } });
    vendor.runs = anHour;
    vendor.instead = ({ body }) => (body["cursor"] === undefined ? undefined : status);
    await scene.start();
    await scene.advance(5_000);
    expect(numbers(scene)).toHaveLength(50);
  });

  it("66: a run exactly at a window's boundary is emitted once; one a microsecond before it, too", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [run(0, settled - 1, { start_time: naive(settled - 1, 999) }), run(1, settled), run(2, settled + 1)];
    await scene.start();
    await scene.advance(3 * minute);
    expect(numbers(scene)).toEqual([0, 1, 2]);
    const asked = vendor.queries.filter(({ body }) =>
      [body["start_time"], body["end_time"]].includes("2026-03-03T09:27:20Z"),
    );
    expect(asked).toHaveLength(2);
  });

  it("67: 5 pages ready and budget available: drained in one tick", async () => {
    const { scene, vendor } = scripted({ runs: { page_size: 10 } });
    vendor.runs = anHour;
    await scene.start();
    await scene.advance(1_000);
    expect(vendor.queries.length).toBeGreaterThanOrEqual(5);
    expect(scene.sink.payloads).toHaveLength(1);
    expect(numbers(scene)).toEqual(Array.from({ length: 50 }, (_, n) => n + 10));
  });

  it("a cursor that no release wrote: the window is read from its start, and that is counted", async () => {
    const { scene, vendor } = scripted();
    vendor.runs = [run(1, settled - 30 * minute)];
    await scene.standsAt(settled - hour, `${settled}|{not json`);
    await scene.start();
    await scene.advance(5_000);
    expect(scene.count("cursor_resets{reason=unreadable}")).toBe(1);
    expect(vendor.queries[0]!.body["end_time"]).toBe("2026-03-03T09:27:20Z");
    expect(numbers(scene)).toEqual([1]);
    expect(String(attribute(scene.sink.records[0]!, "id"))).toBe(runIdOf(1));
  });

  it("a scope or filter that changes in the middle of a window restarts it: no token of another question is used (W23)", async () => {
    const { scene, vendor } = scripted({
      runs: { page_size: 5 },
      config: { rate_limit: { requests_per_second: 0.04, burst: 2 } },
    });
    vendor.runs = anHour;
    const { receiver } = await scene.start();
    await scene.advance(80_000);
    await scene.stop(receiver);
    expect((await scene.frontier())?.cursor).toContain("after-");
    const asked = vendor.asked.length;
    const changed = scene.reconfigured({
      runs: { page_size: 20, session_filter: "", session_ids: [projectId], run_type: "chain" },
    });
    await changed.start();
    await changed.advance(5_000);
    expect(vendor.asked.slice(asked).map(({ body }) => body["cursor"])[0]).toBeUndefined();
    expect(changed.count("cursor_resets{reason=question_changed}")).toBe(1);
    expect(new Set(numbers(scene)).size).toBeGreaterThanOrEqual(50);
  });
});
