import { CollectorError } from "@genai-collector/component";
import { MetricsSink } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { minute, Scene } from "./scene.ts";

const start = Date.UTC(2026, 0, 1);
const key = JSON.stringify(["acme", "usage", "", "metrics/a"]);

describe("the starting point", () => {
  it("is saved before the first poll: a later start cannot slide it", async () => {
    const scene = new Scene({ start });
    scene.vendor.instead = () => ({ status: 503 });
    const first = await scene.start();
    await scene.world.advance(3_000);
    expect(scene.checkpoints.timesOf("metrics/a")).toEqual([start - 50 * minute]);
    first.runtime.kill();
    await scene.world.advance(30 * minute);
    scene.vendor.instead = () => undefined;
    await scene.start();
    await scene.world.advance(minute);
    expect(scene.sink.order[0]).toBe(start - 49 * minute);
  });

  it("cannot be saved: nothing is polled, and it is tried again", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.failures.set("advance", new Error("ENOSPC"));
    const { recorded } = await scene.start();
    await scene.world.advance(3 * minute);
    expect(scene.vendor.asked).toHaveLength(0);
    expect(recorded.count("acme.checkpoint_failures{loop=usage,operation=save}")).toBeGreaterThanOrEqual(3);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state: "recoverable_error" });
    scene.checkpoints.failures.clear();
    await scene.world.advance(2 * minute);
    expect(scene.sink.order.length).toBeGreaterThan(35);
  });

  it("sink down from the very first start for three hours, with restarts: nothing is lost", async () => {
    const scene = new Scene({ start });
    scene.sink.status = () => (scene.world.now < start + 180 * minute ? 503 : 200);
    let running = await scene.start();
    for (let i = 0; i < 8; i++) {
      await scene.world.advance(20 * minute);
      running.runtime.kill();
      running = await scene.start();
    }
    await scene.world.advance(120 * minute);
    const { order, buckets } = scene.sink;
    expect(order).toEqual(Array.from({ length: order.length }, (_, index) => start - (49 - index) * minute));
    expect(order.at(-1)).toBeGreaterThan(scene.world.now - 13 * minute);
    for (const [end, versions] of buckets) expect([end, versions.length]).toEqual([end, 1]);
  });
});

describe("a save that fails", () => {
  it("full disk: position held, said so, and no repeats; tried again before the range is polled again", async () => {
    const scene = new Scene({ start });
    const { recorded } = await scene.start();
    await scene.world.advance(5 * minute);
    const before = scene.vendor.asked.length;
    scene.checkpoints.failures.set("advance", Object.assign(new Error("no space left on device"), { code: "ENOSPC" }));
    await scene.world.advance(30 * minute);
    // One poll was delivered and could not be saved; after that there is nothing but attempts to save.
    expect(scene.vendor.asked.length).toBeLessThanOrEqual(before + 1);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state: "recoverable_error" });
    expect(recorded.status("acme", "usage → metrics/a")!.error).toMatchObject({ code: "POLLING_UNSAVED" });
    expect(recorded.count("acme.checkpoint_failures{loop=usage,operation=save}")).toBeGreaterThan(20);
    expect(recorded.values.get("acme.last_commit{loop=usage}")!.at(-1)).toBeLessThanOrEqual(start / 1_000 + 5 * 60);
    scene.checkpoints.failures.clear();
    await scene.world.advance(30 * minute);
    for (const [end, versions] of scene.sink.buckets) expect([end, versions.length]).toEqual([end, 1]);
    expect(scene.sink.order.at(-1)).toBeGreaterThan(scene.world.now - 13 * minute);
  });

  it("five consecutive save failures are told as one trouble; one later success clears it", async () => {
    const scene = new Scene({ start });
    const { recorded } = await scene.start();
    await scene.world.advance(5 * minute);
    scene.checkpoints.failures.set("advance", new Error("EIO"));
    await scene.world.advance(7 * minute);
    expect(recorded.count("acme.checkpoint_failures{loop=usage,operation=save}")).toBeGreaterThanOrEqual(5);
    expect(recorded.logs.filter(({ level }) => level === "warn")).toHaveLength(1);
    scene.checkpoints.failures.clear();
    await scene.world.advance(2 * minute);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state: "ok" });
    expect(recorded.logs.filter(({ message }) => message.includes("again"))).toHaveLength(1);
  });

  it("what was skipped is counted once, when it is saved", async () => {
    const scene = new Scene({ start });
    scene.sink.status = () => 400;
    const { recorded } = await scene.start();
    await scene.world.advance(100);
    scene.checkpoints.failures.set("advance", new Error("EIO"));
    await scene.world.advance(10 * minute);
    const count = (): number => recorded.count("acme.skipped_items{loop=usage,reason=too_old}");
    const before = count();
    scene.checkpoints.failures.clear();
    await scene.world.advance(20_000);
    expect(scene.checkpoints.record("metrics/a")!.skipped["too_old"]!.items).toBe(count());
    expect(before).toBeLessThan(40);
  });

  it("is tried once more at shutdown", async () => {
    const scene = new Scene({ start });
    const running = await scene.start();
    await scene.world.advance(20);
    scene.checkpoints.failures.set("advance", new Error("EIO"));
    await scene.world.advance(30_000);
    scene.checkpoints.failures.clear();
    await scene.stop(running);
    expect(scene.checkpoints.record("metrics/a")!.frontier.time).toBe(start - 15 * minute);
  });
});

describe("a load that fails", () => {
  it("checkpoint load error: counted, no collect call; unreadable is never taken for absent", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(key, { frontier: { time: start - 20 * minute }, epoch: 0, skipped: {} });
    const unreadable = new CollectorError("CHECKPOINT_UNREADABLE", "not JSON", { kind: "misconfigured" });
    scene.checkpoints.failures.set("load", unreadable);
    const { recorded } = await scene.start();
    await scene.world.advance(25 * minute);
    expect(scene.vendor.asked).toHaveLength(0);
    expect(scene.checkpoints.saved).toHaveLength(0);
    expect(recorded.count("acme.checkpoint_failures{loop=usage,operation=load}")).toBe(3);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state: "permanent_error" });
    scene.checkpoints.failures.clear();
    await scene.world.advance(10 * minute);
    expect(scene.sink.order[0]).toBe(start - 19 * minute);
  });

  it("a store that does not answer delays the start of polling, and nothing else", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.failures.set("list", new Error("ETIMEDOUT"));
    const { recorded } = await scene.start();
    await scene.world.advance(3 * minute);
    expect(scene.vendor.asked).toHaveLength(0);
    expect(recorded.status("acme", "leadership")).toMatchObject({ state: "recoverable_error" });
    scene.checkpoints.failures.clear();
    await scene.world.advance(10 * minute);
    expect(scene.sink.order.length).toBeGreaterThan(40);
    expect(recorded.status("acme", "leadership")).toMatchObject({ state: "ok" });
  });
});

describe("a store that is ahead", () => {
  it("stale write because durable is ahead: no error counter, frontier re-synced", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    const { recorded } = await scene.start({ metrics: [sink] });
    await scene.world.advance(5 * minute);
    sink.hold();
    await scene.world.advance(2 * minute);
    scene.checkpoints.records.set(key, { frontier: { time: start + 60 * minute }, epoch: 0, skipped: {} });
    sink.release();
    sink.clear();
    await scene.world.advance(90 * minute);
    expect(recorded.count("acme.checkpoint_failures{loop=usage,operation=save}")).toBe(0);
    expect(recorded.count("acme.checkpoint_failures{loop=usage,operation=fenced}")).toBe(0);
    expect(sink.points.map(({ at }) => at).filter((at) => at > start)[0]).toBe(start + 61 * minute);
  });

  it("a forward write that a newer epoch fences: counted, nothing is written, steps down and reads the epoch again", async () => {
    const scene = new Scene({ start });
    const { recorded } = await scene.start();
    await scene.world.advance(5 * minute);
    const other = { frontier: { time: start - 5 * minute }, epoch: 7, skipped: {} };
    scene.checkpoints.records.set(key, other);
    await scene.world.advance(minute + 5_000);
    expect(recorded.count("acme.checkpoint_failures{loop=usage,operation=fenced}")).toBe(1);
    expect(recorded.statuses.filter(({ part }) => part === "leadership").map(({ state }) => state)).toContain(
      "recoverable_error",
    );
    await scene.world.advance(10 * minute);
    expect(scene.checkpoints.record("metrics/a")).toMatchObject({ epoch: 7 });
    expect(scene.checkpoints.record("metrics/a")!.frontier.time).toBeGreaterThan(start + 4 * minute);
  });

  it("a store that takes long delays no tick: its lane goes on as soon as it has answered", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.latencyMs = 20_000;
    await scene.start();
    await scene.world.advance(59_000);
    expect(scene.vendor.asked).toHaveLength(0);
    await scene.world.advance(2_000);
    expect(scene.vendor.asked).toHaveLength(1);
  });
});
