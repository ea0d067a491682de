import type { PipelineOutput } from "@genai-collector/component";
import { MetricsSink } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { hour, minute, Scene } from "./scene.ts";

const start = Date.UTC(2026, 0, 1);
const lane = (pipeline: string, loop = "usage", pass = "") => ({ receiver: "acme", loop, pass, pipeline });

/** A store that already has a frontier, an age ago. */
async function sceneAt(
  ageMs: number,
  options: { config?: object; loop?: string; settleMs?: number } = {},
): Promise<Scene> {
  const scene = new Scene({ start, ...(options.settleMs === undefined ? {} : { settleMs: options.settleMs }) });
  const frontier = { time: start - ageMs };
  const pipeline = options.loop === "events" ? "logs/a" : "metrics/a";
  const text = JSON.stringify(["acme", options.loop ?? "usage", "", pipeline]);
  scene.checkpoints.records.set(text, { frontier, epoch: 0, skipped: {} });
  return scene;
}

/** Waits between the moments at which the vendor was asked. */
function waits(scene: Scene): readonly number[] {
  return scene.vendor.asked.slice(1).map(({ at }, index) => at - scene.vendor.asked[index]!.at);
}

describe("ticks", () => {
  it("first tick: runs immediately on election, not after a cadence", async () => {
    const scene = new Scene({ start });
    await scene.start();
    await scene.world.advance(100);
    expect(scene.vendor.asked).toHaveLength(1);
  });

  it("stored watermark W: collect receives W, less the band", async () => {
    const scene = await sceneAt(15 * minute);
    await scene.start();
    await scene.world.advance(100);
    expect(scene.vendor.asked[0]).toMatchObject({ from: start - 35 * minute, to: start });
  });

  it("cadence 60 s: every jittered wait within 54–66 s over many draws", async () => {
    const scene = await sceneAt(20 * minute);
    await scene.start();
    await scene.world.advance(5 * hour);
    const all = waits(scene);
    expect(all.length).toBeGreaterThan(270);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(53_900);
    expect(Math.max(...all)).toBeLessThanOrEqual(66_100);
    expect(new Set(all).size).toBeGreaterThan(100);
  });

  it("every tick says where the loop stands, also while a poll is on its way", async () => {
    const scene = new Scene({ start });
    scene.vendor.delayMs = 30_000;
    const { recorded } = await scene.start();
    await scene.world.advance(10 * minute);
    expect(recorded.values.get("acme.lag{loop=usage}")!.length).toBeGreaterThanOrEqual(10);
  });

  it("watermark 100 s old: lag 100 s", async () => {
    const scene = await sceneAt(100_000, { settleMs: 0 });
    scene.sink.status = () => 503;
    const { recorded } = await scene.start();
    await scene.world.advance(100);
    expect(recorded.values.get("acme.lag{loop=usage}")).toContain(100);
  });

  it("no watermark can be read: lag counts from the start, so that a loop that never began is seen", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.failures.set("load", new Error("down"));
    const { recorded } = await scene.start();
    await scene.world.advance(10 * minute);
    expect(recorded.values.get("acme.lag{loop=usage}")!.at(-1)).toBeGreaterThan(8 * 60);
    expect(scene.vendor.asked).toHaveLength(0);
  });

  it("batch in flight: the next tick collects nothing, and the lane is counted as busy", async () => {
    const scene = new Scene({ start });
    scene.sink.delayMs = 10 * minute;
    const { recorded } = await scene.start();
    await scene.world.advance(8 * minute);
    expect(scene.vendor.asked).toHaveLength(1);
    expect(recorded.count("acme.busy_lanes{loop=usage}")).toBeGreaterThanOrEqual(6);
  });

  it("runs each poll in a span with the loop's name", async () => {
    const scene = new Scene({ start });
    const { recorded } = await scene.start();
    await scene.world.advance(5 * minute);
    expect(recorded.count("acme.polls{loop=usage}")).toBe(scene.vendor.asked.length);
  });
});

describe("catching up", () => {
  it("a backlog is drained with 2 s waits, then the cadence is back", async () => {
    const scene = await sceneAt(5 * hour);
    await scene.start();
    await scene.world.advance(20 * minute);
    const quick = waits(scene).filter((wait) => wait < 10_000);
    expect(quick.length).toBeGreaterThanOrEqual(6);
    expect(quick.every((wait) => wait >= 2_000)).toBe(true);
    expect(
      waits(scene)
        .slice(-5)
        .every((wait) => wait > 50_000),
    ).toBe(true);
    expect(scene.checkpoints.record("metrics/a")!.frontier.time).toBeGreaterThan(start);
  });

  it("no backlog: cadence with jitter", async () => {
    const scene = await sceneAt(20 * minute);
    await scene.start();
    await scene.world.advance(10 * minute);
    expect(waits(scene).every((wait) => wait > 50_000)).toBe(true);
  });

  it("a lane that fails does not try every 2 s, however far it is behind", async () => {
    const scene = await sceneAt(5 * hour);
    scene.sink.status = () => 503;
    await scene.start();
    await scene.world.advance(10 * minute);
    expect(waits(scene).every((wait) => wait > 50_000)).toBe(true);
  });

  it("windowed loop more than one window behind: accelerate; less than one: no acceleration", async () => {
    const scene = await sceneAt(2 * hour, { loop: "events" });
    scene.vendor.pageSize = 1_000;
    await scene.start({ config: { loops: ["events"] } });
    await scene.world.advance(minute);
    const windows = scene.vendor.asked.filter(({ to }) => to - 10 * minute >= start - 2 * hour);
    expect(windows.slice(0, 11).map(({ from }) => from - start)).toEqual(
      Array.from({ length: 11 }, (_, index) => -2 * hour + index * 10 * minute),
    );
    scene.vendor.asked.length = 0;
    await scene.world.advance(10 * minute);
    expect(waits(scene).every((wait) => wait > 50_000)).toBe(true);
  });

  it("snapshot loop any distance behind: no acceleration, nothing counted as given up", async () => {
    const scene = await sceneAt(5 * hour, { loop: "now" });
    const { recorded } = await scene.start({ config: { loops: ["now"] } });
    await scene.world.advance(10 * minute);
    expect(waits(scene).every((wait) => wait > 50_000)).toBe(true);
    expect(recorded.count("acme.skipped_time{loop=now,reason=backfill}")).toBe(0);
    expect(scene.sink.order.length).toBeGreaterThanOrEqual(9);
  });

  it("is bounded by the rate limit alone, and other loops are not starved by it", async () => {
    const scene = await sceneAt(20 * hour);
    await scene.start({ config: { loops: ["usage", "now"], rate_limit: { requests_per_second: 0.1, burst: 1 } } });
    await scene.world.advance(10 * minute);
    const now = scene.vendor.asked.filter(({ path }) => path === "/now");
    expect(now.length).toBeGreaterThanOrEqual(8);
    const gaps = waits(scene);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(9_900);
  });
});

describe("what is too old", () => {
  it("windowed loop older than max_backfill: counted and saved as skipped before the poll that leaves it out", async () => {
    const scene = await sceneAt(3 * hour, { loop: "events" });
    const { recorded } = await scene.start({ config: { loops: ["events"], max_backfill: "1h" } });
    await scene.world.advance(100);
    expect(scene.checkpoints.saved[0]).toEqual({
      key: lane("logs/a", "events"),
      to: { time: start - hour },
      skipped: [{ reason: "backfill", from: start - 3 * hour, to: start - hour }],
      booked: [3, 2].map((ago) => ({ hour: start - ago * hour, amounts: { "skipped_ms/backfill": hour } })),
    });
    expect(scene.vendor.asked[0]!.from).toBe(start - hour);
    expect(recorded.count("acme.skipped_time{loop=events,reason=backfill}")).toBe(2 * 3_600);
  });

  it("watermark older than max_backfill: start clamped to the floor; lost minutes counted once, then only increments", async () => {
    const scene = await sceneAt(149 * minute + 90 * minute);
    scene.sink.status = () => 503;
    const { recorded } = await scene.start({ config: { max_backfill: "90m" } });
    await scene.world.advance(2 * minute + 30_000);
    expect(scene.vendor.asked).toHaveLength(3);
    const lost = recorded.count("acme.skipped_time{loop=usage,reason=backfill}") / 60;
    expect(lost).toBeGreaterThanOrEqual(149);
    expect(lost).toBeLessThanOrEqual(152);
    const { skipped, skippedRanges, frontier } = scene.checkpoints.record("metrics/a")!;
    expect(skipped["backfill"]!.ms).toBe(lost * minute);
    // Skipped minute by minute, and one stretch.
    expect(skippedRanges).toEqual([{ reason: "backfill", from: start - 239 * minute, to: frontier.time }]);
  });

  it("resume 2 h later with 55 min max_backfill: what is lost is counted, and no deadlock", async () => {
    const scene = await sceneAt(2 * hour);
    const { recorded } = await scene.start({ config: { max_backfill: "55m" } });
    await scene.world.advance(hour);
    expect(recorded.count("acme.skipped_time{loop=usage,reason=backfill}")).toBe(65 * 60);
    expect(scene.sink.order[0]).toBe(start - 54 * minute);
    expect(scene.sink.order.length).toBeGreaterThanOrEqual(100);
    const [from, to] = [start - 2 * hour, start - 55 * minute].map((time) => new Date(time).toISOString());
    const fields = { loop: "usage", pass: "", pipeline: "metrics/a", reason: "backfill", from, to };
    expect(recorded.logs.filter(({ message }) => message.startsWith("Time "))).toEqual([
      { id: "acme", level: "warn", message: "Time is skipped", data: fields },
      { id: "acme", level: "info", message: "Time was skipped; what follows is delivered", data: fields },
    ]);
  });

  it("cannot be saved as skipped: nothing is polled, so that no poll starts behind a hole", async () => {
    const scene = await sceneAt(2 * hour);
    scene.checkpoints.failures.set("advance", new Error("ENOSPC"));
    await scene.start({ config: { max_backfill: "55m" } });
    await scene.world.advance(10 * minute);
    expect(scene.vendor.asked).toHaveLength(0);
  });
});

describe("a poll that fails", () => {
  const kinds = [
    ["5xx", 503, "retryable", "recoverable_error", "A poll failed"],
    ["401", 401, "misconfigured", "permanent_error", "A poll needs attention"],
  ] as const;

  it.each(kinds)(
    "vendor %s: counted, no advance, and the rest of the process goes on",
    async (_, status, kind, state, line) => {
      const scene = await sceneAt(20 * minute);
      scene.vendor.instead = ({ path }) => (path === "/usage" ? { status } : undefined);
      const { recorded } = await scene.start({ config: { loops: ["usage", "now"] } });
      await scene.world.advance(5 * minute);
      expect(recorded.count(`acme.poll_failures{kind=${kind},loop=usage}`)).toBeGreaterThanOrEqual(1);
      expect(recorded.values.get("acme.lag{loop=usage}")!.at(-1)).toBeGreaterThan(23 * 60);
      expect(recorded.status("acme", "usage")).toMatchObject({ state });
      expect(recorded.logs.find(({ message }) => message === line)!.data).toMatchObject({ part: "usage" });
      const asked = scene.vendor.asked.filter(({ path }) => path === "/usage");
      expect(new Set(asked.map(({ from }) => from)).size).toBe(1);
      expect(scene.checkpoints.record("metrics/a")!.frontier.time).toBe(start - 20 * minute);
      expect(scene.sink.order.length).toBeGreaterThanOrEqual(4);
    },
  );

  it("generic collect error twice within a minute: two counts, one warning that carries the loop's name", async () => {
    const scene = await sceneAt(20 * minute);
    scene.vendor.instead = () => ({ status: 503 });
    const { recorded } = await scene.start();
    await scene.world.advance(2 * minute);
    expect(recorded.count("acme.poll_failures{kind=retryable,loop=usage}")).toBe(2);
    const warnings = recorded.logs.filter(({ level }) => level === "warn");
    expect(warnings).toMatchObject([{ data: { part: "usage" } }]);
    scene.vendor.instead = () => undefined;
    await scene.world.advance(2 * minute);
    expect(recorded.status("acme", "usage")).toMatchObject({ state: "ok" });
    expect(recorded.logs.filter(({ message }) => message.includes("again"))).toMatchObject([{ data: { failures: 2 } }]);
  });

  it("degraded with a backlog: 10 min wait, no jitter, cleared by the next good poll", async () => {
    const scene = await sceneAt(5 * hour);
    let isBad = true;
    scene.vendor.instead = () => (isBad ? { status: 403 } : undefined);
    const { recorded } = await scene.start();
    await scene.world.advance(25 * minute);
    expect(waits(scene)).toEqual([600_020, 600_020]);
    expect(recorded.status("acme", "usage")).toMatchObject({ state: "permanent_error" });
    expect(recorded.values.get("acme.degraded{loop=usage}")!.at(-1)).toBe(1);
    expect(recorded.logs.filter(({ level }) => level === "error")).toHaveLength(1);
    isBad = false;
    await scene.world.advance(10 * minute);
    expect(recorded.status("acme", "usage")).toMatchObject({ state: "ok" });
    expect(recorded.values.get("acme.degraded{loop=usage}")!.at(-1)).toBe(0);
    expect(waits(scene).some((wait) => wait < 10_000)).toBe(true);
  });

  it("an answer that makes no sense: loop degraded, no commit", async () => {
    const scene = await sceneAt(20 * minute);
    scene.vendor.instead = () => ({ body: JSON.stringify([{ end: start - 15 * minute + 1, requests: 1 }]) });
    const { recorded } = await scene.start();
    await scene.world.advance(9 * minute);
    expect(recorded.count("acme.poll_failures{kind=malformed,loop=usage}")).toBe(1);
    expect(scene.checkpoints.saved).toHaveLength(0);
  });

  it("a bug of the author's is held, degraded and told as one", async () => {
    const scene = await sceneAt(20 * minute);
    scene.vendor.instead = () => ({ body: "null" });
    const { recorded } = await scene.start();
    await scene.world.advance(9 * minute);
    expect(recorded.count("acme.poll_failures{kind=bug,loop=usage}")).toBe(1);
    expect(recorded.status("acme", "usage")).toMatchObject({ state: "permanent_error" });
  });

  it("Retry-After is when it is asked again, sooner or later than the cadence", async () => {
    const scene = await sceneAt(20 * minute);
    scene.vendor.instead = () => ({ status: 429, headers: { "retry-after": "300" } });
    const { recorded } = await scene.start();
    await scene.world.advance(14 * minute);
    expect(waits(scene)).toEqual([300_020, 300_020]);
    expect(recorded.values.get("acme.request_duration{outcome=4xx}")).toHaveLength(3);
  });

  it("takes longer than its deadline: given up, and the lane goes on at the next tick", async () => {
    const scene = await sceneAt(20 * minute);
    scene.vendor.delayMs = 2 * hour;
    const { recorded } = await scene.start({ config: { http: { timeout: "3h" } } });
    await scene.world.advance(minute + 100);
    expect(recorded.count("acme.poll_failures{kind=retryable,loop=usage}")).toBe(1);
    expect(recorded.status("acme", "usage")!.error).toMatchObject({ code: "POLLING_DEADLINE" });
    await scene.world.advance(2 * minute);
    expect(scene.vendor.asked.length).toBeGreaterThanOrEqual(2);
  });

  it("one use case fails: the others are delivered", async () => {
    const scene = new Scene({ start });
    scene.vendor.instead = ({ pass }) => (pass === "broken" ? { status: 403 } : undefined);
    const { recorded } = await scene.start({ config: { passes: ["broken", "fine"] } });
    await scene.world.advance(5 * minute);
    expect(scene.checkpoints.record("metrics/a", "fine")!.frontier.time).toBeGreaterThan(start - 11 * minute);
    expect(recorded.status("acme", "usage/broken")).toMatchObject({ state: "permanent_error" });
    expect(recorded.status("acme", "usage/fine")).toMatchObject({ state: "ok" });
  });

  it("a newly added use case gets its own start, and the others keep theirs", async () => {
    const scene = await sceneAt(20 * minute);
    const other = JSON.stringify(["acme", "usage", "old", "metrics/a"]);
    scene.checkpoints.records.set(other, { frontier: { time: start - 15 * minute }, epoch: 0, skipped: {} });
    await scene.start({ config: { passes: ["old", "new"] } });
    await scene.world.advance(1_100);
    const from = (pass: string): number => scene.vendor.asked.find((asked) => asked.pass === pass)!.from;
    expect(from("old")).toBe(start - 35 * minute);
    expect(from("new")).toBe(start - 70 * minute);
  });

  it("a budget that turns out to be too small makes polls late, and none misses its deadline", async () => {
    const scene = new Scene({ start });
    const passes = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const rate_limit = { requests_per_second: 0.1, burst: 1 };
    const { recorded } = await scene.start({ config: { passes, declared_requests: 0.1, rate_limit } });
    await scene.world.advance(30 * minute);
    expect(recorded.count("acme.poll_failures{kind=retryable,loop=usage}")).toBe(0);
    for (const pass of passes) {
      expect(scene.checkpoints.record("metrics/a", pass)!.frontier.time).toBeGreaterThan(start + 10 * minute);
    }
  });
});

describe("sharing", () => {
  const heads = (...names: string[]): PipelineOutput<"metrics">[] =>
    names.map((name) => new MetricsSink(`metrics/${name}`));

  it("lanes whose requests end at the same instant share one and get forks", async () => {
    const scene = new Scene({ start, sinks: ["a", "b", "c"] });
    await scene.start();
    await scene.world.advance(10 * minute);
    // The first takes two requests: where it starts and the band before are longer than one.
    expect(scene.vendor.asked).toHaveLength(11);
    for (const sink of scene.sinks) expect(sink.order).toHaveLength(49);
  });

  it("nothing on a pipeline says what is settled: nothing advances and the lane is misconfigured", async () => {
    const scene = new Scene({ start });
    const { recorded } = await scene.start({ metrics: heads("a"), unsettled: true });
    await scene.world.advance(9 * minute);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state: "permanent_error" });
    expect(recorded.status("acme", "usage → metrics/a")!.error).toMatchObject({
      code: "POLLING_NOT_SETTLED",
      kind: "misconfigured",
    });
    expect(scene.checkpoints.timesOf("metrics/a")).toEqual([start - 50 * minute]);
    expect(scene.vendor.asked).toHaveLength(1);
  });

  it("a loop whose buckets are final needs no settle: each is delivered once, when it is over", async () => {
    const scene = new Scene({ start });
    scene.vendor.lagMs = 0;
    await scene.start({ config: { loops: ["final"] }, unsettled: true });
    await scene.world.advance(hour);
    const { sink, vendor } = scene;
    expect(sink.order.length).toBeGreaterThanOrEqual(109);
    for (const [end, versions] of sink.buckets)
      expect([versions.length, sink.value(end)]).toEqual([1, vendor.truth(end)]);
  });

  it("a bucket that is not over by the vendor's clock is not delivered", async () => {
    const scene = new Scene({ start });
    scene.vendor.lagMs = 0;
    scene.vendor.skewMs = -3 * minute;
    await scene.start({ config: { loops: ["final"] }, unsettled: true });
    await scene.world.advance(hour);
    const { sink, vendor } = scene;
    expect(sink.order.length).toBeGreaterThanOrEqual(105);
    for (const end of sink.order) expect([end, sink.value(end)]).toEqual([end, vendor.truth(end)]);
  });

  it("a loop whose data no pipeline takes is not run, and said so", async () => {
    const scene = new Scene({ start });
    const { recorded } = await scene.start({ metrics: [] });
    await scene.world.advance(5 * minute);
    expect(scene.vendor.asked).toHaveLength(0);
    expect(recorded.logs).toMatchObject([{ level: "warn", data: { loop: "usage" } }]);
  });

  it("a bug in a pipeline holds its lane, and no other", async () => {
    const scene = new Scene({ start });
    const [good, bad] = [new MetricsSink("metrics/a"), new MetricsSink("metrics/b")];
    bad.failWith(new TypeError("x is undefined"));
    const { recorded } = await scene.start({ metrics: [good, bad] });
    await scene.world.advance(5 * minute);
    expect(good.items).toBeGreaterThan(40);
    expect(recorded.count("acme.delivery_failures{kind=bug,loop=usage}")).toBe(1);
    expect(recorded.status("acme", "usage → metrics/b")).toMatchObject({ state: "permanent_error" });
  });
});
