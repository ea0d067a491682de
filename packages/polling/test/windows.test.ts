import { describe, expect, it } from "vitest";
import { hour, minute, Scene } from "./scene.ts";

const start = Date.UTC(2026, 0, 1);
const config = { loops: ["events"] };
const lane = JSON.stringify(["acme", "events", "", "logs/a"]);

describe("a window", () => {
  it("is walked page by page, and every event arrives once", async () => {
    const scene = new Scene({ start });
    scene.vendor.pageSize = 7;
    await scene.start({ config });
    await scene.world.advance(3 * hour);
    const expected = scene.vendor.events(start - 50 * minute, start + 170 * minute, Infinity).map((event) => event.id);
    const found = scene.sink.events;
    expect(expected.filter((event) => found.get(event) !== 1)).toEqual([]);
  });

  it("same time, new cursor: saved after each page; complete: the time moves and the cursor is gone", async () => {
    const scene = new Scene({ start });
    scene.vendor.pageSize = 10;
    await scene.start({ config });
    await scene.world.advance(2 * minute);
    const [begin, ...steps] = scene.checkpoints.saved.map(({ to }) => to);
    const end = start - 40 * minute;
    expect(begin).toEqual({ time: start - 50 * minute });
    expect(steps[0]).toEqual({ time: start - 50 * minute, cursor: `${end}|10` });
    const complete = steps.findIndex(({ time }) => time === end);
    expect(complete).toBeGreaterThan(0);
    expect(steps[complete]).toEqual({ time: end });
  });

  it("asks for the same range until it is complete, also after a restart in between", async () => {
    const scene = new Scene({ start });
    scene.vendor.pageSize = 5;
    const first = await scene.start({ config });
    await scene.world.advance(3_000);
    first.runtime.kill();
    await scene.world.advance(30 * minute);
    const before = scene.vendor.asked.length;
    await scene.start({ config });
    await scene.world.advance(1_000);
    const [last, next] = [scene.vendor.asked[before - 1]!, scene.vendor.asked[before]!];
    expect([next.from, next.to]).toEqual([last.from, last.to]);
    expect(Number(next.cursor)).toBeGreaterThan(0);
  });

  it("retryable failure: nothing saved, same step repeated", async () => {
    const scene = new Scene({ start });
    scene.sink.status = () => 503;
    await scene.start({ config });
    await scene.world.advance(3 * minute);
    expect(scene.checkpoints.saved).toHaveLength(1);
    const steps = new Set(scene.vendor.asked.map(({ from, to, cursor }) => JSON.stringify([from, to, cursor])));
    expect([scene.vendor.asked.length >= 3, steps.size]).toEqual([true, 1]);
  });

  it("terminal reject: degraded, nothing saved", async () => {
    const scene = new Scene({ start });
    scene.sink.status = () => 401;
    const { recorded } = await scene.start({ config });
    await scene.world.advance(9 * minute);
    expect(scene.checkpoints.saved).toHaveLength(1);
    expect(scene.vendor.asked).toHaveLength(1);
    expect(recorded.status("acme", "events → logs/a")).toMatchObject({ state: "permanent_error" });
  });

  it("known reject: skip counted, cursor and time saved", async () => {
    const scene = new Scene({ start });
    scene.vendor.pageSize = 1_000;
    scene.sink.status = () => 400;
    await scene.start({ config });
    await scene.world.advance(minute);
    const { frontier, skipped } = scene.checkpoints.record("logs/a")!;
    expect(frontier.time).toBeGreaterThanOrEqual(start - 5 * minute);
    expect(skipped["too_old"]!.items).toBe(scene.vendor.events(start - 50 * minute, frontier.time, Infinity).length);
  });

  it("a page without records moves the cursor, and nothing is sent", async () => {
    const scene = new Scene({ start });
    scene.vendor.instead = ({ cursor }) => ({
      body: JSON.stringify({ items: [], next: cursor === undefined ? "job" : undefined }),
    });
    await scene.start({ config });
    await scene.world.advance(100);
    expect(scene.checkpoints.record("logs/a")!.frontier).toEqual({
      time: start - 50 * minute,
      cursor: `${start - 40 * minute}|job`,
    });
    await scene.world.advance(5 * minute);
    expect(scene.checkpoints.record("logs/a")!.frontier.time).toBeGreaterThan(start - 2 * minute);
    expect(scene.sink.requests).toBe(0);
  });

  it("a cursor that stays says that nothing happened yet: asked again at the cadence, nothing is saved", async () => {
    const scene = new Scene({ start });
    scene.vendor.instead = () => ({ body: JSON.stringify({ items: [], next: "running" }) });
    const { recorded } = await scene.start({ config });
    await scene.world.advance(5 * minute);
    expect(scene.checkpoints.saved).toHaveLength(2);
    expect(scene.vendor.asked.length).toBeLessThanOrEqual(7);
    expect(recorded.status("acme", "events → logs/a")).toMatchObject({ state: "ok" });
  });

  it("records under a cursor that stays would come for ever: an answer that makes no sense", async () => {
    const scene = new Scene({ start });
    scene.vendor.instead = ({ from }) => ({
      body: JSON.stringify({ items: [{ id: "x", at: from + 1 }], next: "stuck" }),
    });
    const { recorded } = await scene.start({ config });
    await scene.world.advance(5 * minute);
    expect(scene.sink.events.get("x")).toBe(1);
    expect(recorded.status("acme", "events")!.error).toMatchObject({ code: "POLLING_STUCK_CURSOR" });
  });

  it("was not over by the vendor's clock: the page is discarded, and comes when it is", async () => {
    const scene = new Scene({ start });
    scene.vendor.skewMs = -8 * minute;
    scene.vendor.pageSize = 1_000;
    scene.checkpoints.records.set(lane, { frontier: { time: start - 10 * minute }, epoch: 0, skipped: {} });
    await scene.start({ config });
    await scene.world.advance(2 * minute);
    expect(scene.vendor.asked).toHaveLength(1);
    expect(scene.checkpoints.saved).toHaveLength(0);
    await scene.world.advance(2 * hour);
    const expected = scene.vendor.events(start - 10 * minute, start + 100 * minute, Infinity).map((event) => event.id);
    expect(expected.filter((event) => scene.sink.events.get(event) !== 1)).toEqual([]);
  });

  it("observes at the end of the window plus settle, whatever the time of the poll", async () => {
    const scene = new Scene({ start, sinks: ["a", "b"] });
    scene.vendor.pageSize = 1_000;
    scene.sinks[1]!.status = () => (scene.world.now < start + 20 * minute ? 503 : 200);
    await scene.start({ config });
    await scene.world.advance(hour);
    const [a, b] = scene.sinks as [typeof scene.sink, typeof scene.sink];
    expect(b.events).toEqual(a.events);
  });
});
