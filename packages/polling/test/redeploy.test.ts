import { CollectorError, type Checkpoint } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { bucketed, type BucketedLoop } from "../src/index.ts";
import { expectBalanced, totalOf } from "./balance.ts";
import { LoopScene } from "./loop-scene.ts";
import { Checkpoints } from "./memory-store.ts";
import { hour, minute, Scene } from "./scene.ts";
import { SharedElection } from "./shared-election.ts";

const start = Date.UTC(2026, 0, 1);
const both = { loops: ["usage", "events"] };

const keyText = (loop: string, pipeline: string, pass = "", receiver = "acme"): string =>
  JSON.stringify([receiver, loop, pass, pipeline]);
const stood = (minutesAgo: number): Checkpoint => ({
  frontier: { time: start - minutesAgo * minute },
  epoch: 0,
  skipped: {},
  origin: start - 20 * hour,
  books: [],
});

/** Its books begin where it stands. */
const beganAt = (minutesAgo: number): Checkpoint => ({ ...stood(minutesAgo), origin: start - minutesAgo * minute });

/** Each bucket from the first on, in order, in one version each. */
function expectContiguous({ sink, vendor, world }: Scene, times = 1): void {
  const [first] = sink.order;
  expect(sink.order).toEqual(Array.from(sink.order, (_, index) => first! + index * minute));
  expect(sink.order.at(-1)).toBeGreaterThan(world.now - 14 * minute);
  for (const [end, versions] of sink.buckets) {
    expect([end, sink.value(end)]).toEqual([end, vendor.truth(end)]);
    expect([end, new Set(versions.map((bytes) => bytes.toString())).size]).toEqual([end, 1]);
    expect(versions.length).toBeLessThanOrEqual(times);
  }
}

describe("a pipeline that gets another name", () => {
  it("goes on where the old name stood: a backlog longer than the bootstrap is not lost, and nothing comes twice", async () => {
    const scene = new Scene({ start });
    const first = await scene.start({ config: both });
    await scene.world.advance(30 * minute);
    scene.sink.status = () => 503;
    await scene.world.advance(3 * hour);
    await scene.stop(first);
    scene.sink.status = () => 200;
    const { recorded } = await scene.start({ config: both, names: { a: "b" } });
    await scene.world.advance(20 * minute);
    expectContiguous(scene);
    const { events } = scene.sink;
    const expected = scene.vendor.events(start, scene.world.now - 30 * minute, Infinity).map(({ id }) => id);
    expect(expected.filter((id) => events.get(id) !== 1)).toEqual([]);
    expect(recorded.count("acme.migrated_lanes{loop=usage}") + recorded.count("acme.migrated_lanes{loop=events}")).toBe(
      2,
    );
    expect(recorded.values.get("acme.orphaned_lanes")!.at(-1)).toBe(0);
    expect(scene.checkpoints.record("metrics/b")!.origin).toBe(scene.checkpoints.record("metrics/a")!.frontier.time);
    expectBalanced(scene.checkpoints);
  });

  it("and another one, later: goes on where the last name stood", async () => {
    const scene = new Scene({ start });
    for (const name of ["a", "b", "c", "d"]) {
      const running = await scene.start({ names: { a: name } });
      await scene.world.advance(10 * minute);
      scene.sink.status = () => 503;
      await scene.world.advance(70 * minute);
      await scene.stop(running);
      scene.sink.status = () => 200;
    }
    await scene.start({ names: { a: "e" } });
    await scene.world.advance(20 * minute);
    expectContiguous(scene);
  });

  it("dies inside any call on the way: nothing is lost, and it takes over once", async () => {
    for (let call = 1; call <= 40; call++) {
      const scene = new Scene({ start, seed: call });
      scene.checkpoints.records.set(keyText("usage", "metrics/a"), beganAt(150));
      scene.checkpoints.records.set(keyText("events", "logs/a"), beganAt(150));
      const frontier = start - 150 * minute;
      const second = await scene.start({ config: both, names: { a: "b" } });
      second.runtime.crashAt = second.runtime.calls + call;
      await scene.world.advance(5 * minute);
      expect([call, second.runtime.isDead]).toEqual([call, true]);
      await scene.start({ config: both, names: { a: "b" } });
      await scene.world.advance(20 * minute);
      expectContiguous(scene, 2);
      expect([call, scene.checkpoints.record("metrics/b")!.origin]).toEqual([call, frontier]);
      expectBalanced(scene.checkpoints);
    }
  }, 30_000);

  it("waits where the store does not tell what stood before: it does not begin anew", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(keyText("usage", "metrics/old"), stood(5 * 60));
    const { recorded } = await scene.start();
    scene.checkpoints.failures.set("list", new Error("ETIMEDOUT"));
    await scene.world.advance(5 * minute);
    expect(scene.vendor.asked).toHaveLength(0);
    scene.checkpoints.failures.clear();
    await scene.world.advance(10 * minute);
    expect(recorded.count("acme.migrated_lanes{loop=usage}")).toBe(1);
    expect(scene.sink.order[0]).toBe(start - 5 * hour + minute);
  });

  it("older than max_backfill: what lies between is counted as skipped, as if the name had stayed", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(keyText("usage", "metrics/old"), stood(5 * 60));
    await scene.start({ config: { max_backfill: "2h" } });
    await scene.world.advance(10 * minute);
    expect(totalOf(scene.checkpoints.record("metrics/a")!)["skipped_ms/backfill"]).toBe(3 * hour);
  });
});

describe("a pipeline that is new", () => {
  it("beside another one that stays: begins as a new lane does, and the other goes on", async () => {
    const scene = new Scene({ start, sinks: ["a", "b"] });
    scene.checkpoints.records.set(keyText("usage", "metrics/a"), stood(30));
    const { recorded } = await scene.start();
    await scene.world.advance(5 * minute);
    expect(scene.sinks.map(({ order }) => order[0])).toEqual([start - 29 * minute, start - 49 * minute]);
    expect(recorded.count("acme.migrated_lanes{loop=usage}")).toBe(0);
  });

  it("in place of two: nobody can tell which it is, so it begins as a new lane does, and both are told", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(keyText("usage", "metrics/x"), stood(60));
    scene.checkpoints.records.set(keyText("usage", "metrics/y"), stood(90));
    const { recorded } = await scene.start();
    await scene.world.advance(5 * minute);
    expect(scene.sink.order[0]).toBe(start - 49 * minute);
    expect(recorded.values.get("acme.orphaned_lanes")!.at(-1)).toBe(2);
    expect(recorded.values.get("acme.orphaned_time")!.at(-1)).toBeGreaterThanOrEqual(150 * 60);
  });
});

describe("one pipeline that becomes two", () => {
  it("with new names: nobody can tell which goes on, so both begin as new lanes do, and the old one is told", async () => {
    const scene = new Scene({ start, sinks: ["a", "b"] });
    scene.checkpoints.records.set(keyText("usage", "metrics/x"), stood(90));
    const { recorded } = await scene.start();
    await scene.world.advance(5 * minute);
    expect(scene.sinks.map(({ order }) => order[0])).toEqual([start - 49 * minute, start - 49 * minute]);
    expect(recorded.count("acme.migrated_lanes{loop=usage}")).toBe(0);
    expect(recorded.values.get("acme.orphaned_lanes")!.at(-1)).toBe(1);
  });
});

describe("lanes that no loop, pass or pipeline is any more", () => {
  const told = "The store has a lane that no loop, pass or pipeline here is: nobody delivers it";

  it("are told at the start with frontier and age, once, and counted; others of the same loop are not touched", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(keyText("removed", "metrics/a"), stood(60));
    scene.checkpoints.records.set(keyText("usage", "metrics/a", "gone"), stood(30));
    scene.checkpoints.records.set(keyText("usage", "metrics/a"), stood(20));
    const { recorded } = await scene.start();
    await scene.world.advance(3 * hour);
    const lines = recorded.logs.filter(({ message }) => message === told);
    expect(lines.map(({ level, data }) => [level, data["loop"], data["pass"], data["frontier"]])).toEqual([
      ["warn", "removed", "", "2025-12-31T23:00:00.000Z"],
      ["warn", "usage", "gone", "2025-12-31T23:30:00.000Z"],
    ]);
    expect(lines[0]!.data["ageMs"]).toBeGreaterThanOrEqual(hour);
    expect(recorded.values.get("acme.orphaned_lanes")!.at(-1)).toBe(2);
    // An hour and half an hour at first, and as long as nobody delivers them.
    expect(recorded.values.get("acme.orphaned_time")!.at(-1)).toBeGreaterThan(5_400 + 2 * 2 * 3_600);
  });

  it("are forgotten once their frontier is older than remove_after, and not before", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(keyText("removed", "metrics/a"), stood(23 * 60));
    const { recorded } = await scene.start({ config: { orphans: { remove_after: "24h" } } });
    await scene.world.advance(30 * minute);
    expect(scene.checkpoints.records.has(keyText("removed", "metrics/a"))).toBe(true);
    await scene.world.advance(2 * hour);
    expect(scene.checkpoints.records.has(keyText("removed", "metrics/a"))).toBe(false);
    expect(recorded.count("acme.removed_lanes")).toBe(1);
    expect(recorded.values.get("acme.orphaned_lanes")!.at(-1)).toBe(0);
  });

  it("are kept as long as somebody moves them, however old they are: a replica of another configuration leads in turn", async () => {
    const scene = new Scene({ start });
    const key = keyText("usage", "metrics/a", "new");
    const config = { orphans: { remove_after: "24h" } };
    const { recorded } = await scene.start({ config });
    for (let moves = 0; moves < 12; moves++) {
      const moved = stood(60 * 24 * 60 - moves);
      scene.checkpoints.records.set(key, moved);
      await scene.world.advance(30 * minute);
      expect(scene.checkpoints.records.get(key)).toEqual(moved);
    }
    await scene.world.advance(2 * hour);
    expect(scene.checkpoints.records.has(key)).toBe(false);
    expect(recorded.count("acme.removed_lanes")).toBe(1);
  });

  it("are not removed by a leader whose term ended while it looked: the next one may have taken them up", async () => {
    const scene = new Scene({ start });
    const key = keyText("removed", "metrics/a");
    scene.checkpoints.records.set(key, stood(60 * 24 * 60));
    const election = new SharedElection(scene.world);
    const config = { leader_elector: "elector", orphans: { remove_after: "24h" } };
    const old = await scene.start({ config, elector: election.open(() => false) });
    await scene.start({ config: { leader_elector: "elector" }, elector: election.open(() => false) });
    await scene.world.advance(59 * minute);
    scene.checkpoints.latencyMs = 40_000;
    await scene.world.advance(minute + 10_000); // in the middle of its second look
    election.change(0);
    scene.checkpoints.latencyMs = 0;
    await scene.world.advance(10 * minute);
    expect(old.recorded.count("acme.removed_lanes")).toBe(0);
    expect(scene.checkpoints.records.has(key)).toBe(true);
  });

  it("are looked at once more before they are removed: one that moved since the look stays", async () => {
    const scene = new Scene({ start });
    const key = keyText("removed", "metrics/a");
    scene.checkpoints.records.set(key, stood(60 * 24 * 60));
    const { recorded } = await scene.start({ config: { orphans: { remove_after: "24h" } } });
    await scene.world.advance(59 * minute);
    scene.checkpoints.latencyMs = 40_000;
    await scene.world.advance(minute + 100_000); // listed and loaded
    scene.checkpoints.records.set(key, stood(60 * 24 * 60 - 1));
    await scene.world.advance(30_000);
    scene.checkpoints.latencyMs = 0;
    await scene.world.advance(10 * minute);
    expect(scene.checkpoints.records.get(key)).toEqual(stood(60 * 24 * 60 - 1));
    expect(recorded.count("acme.removed_lanes")).toBe(0);
  });

  it("are left alone by a replica that does not lead", async () => {
    const scene = new Scene({ start });
    const election = new SharedElection(scene.world);
    const config = { leader_elector: "elector" };
    await scene.start({ config, elector: election.open(() => false) });
    scene.checkpoints.records.set(keyText("removed", "metrics/a"), stood(60 * 24 * 60));
    const standby = await scene.start({ config, elector: election.open(() => false) });
    await scene.world.advance(30 * minute);
    expect(standby.recorded.count("acme.removed_lanes")).toBe(0);
    expect(standby.recorded.values.has("acme.orphaned_lanes")).toBe(false);
  });

  it("that cannot be read hold nobody up", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(keyText("usage", "metrics/broken"), stood(60));
    const unreadable = new CollectorError("CHECKPOINT_UNREADABLE", "not JSON", { kind: "misconfigured" });
    scene.checkpoints.unreadable.set(keyText("usage", "metrics/broken"), unreadable);
    await scene.start();
    await scene.world.advance(5 * minute);
    expect(scene.sink.order[0]).toBe(start - 49 * minute);
  });
});

describe("what else changes between two deployments", () => {
  it("a renamed receiver begins as a new one, and leaves the other's lanes to the store", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(keyText("usage", "metrics/a"), stood(300));
    const { recorded } = await scene.start({ id: "acme/prod" });
    await scene.world.advance(5 * minute);
    expect(scene.sink.order[0]).toBe(start - 49 * minute);
    expect(scene.checkpoints.records.has(keyText("usage", "metrics/a"))).toBe(true);
    expect(recorded.values.get("acme/prod.orphaned_lanes")!.at(-1)).toBe(0);
  });

  it("a pipeline with another exporter goes on: the new sink gets what is new", async () => {
    const scene = new Scene({ start, sinks: ["a", "b"] });
    const first = await scene.start({ sinks: ["a"] });
    await scene.world.advance(30 * minute);
    await scene.stop(first);
    await scene.start({ sinks: ["b"], names: { b: "a" } });
    await scene.world.advance(20 * minute);
    const [old, next] = scene.sinks.map(({ order }) => order);
    expect(next![0]).toBe(old!.at(-1)! + minute);
    expectBalanced(scene.checkpoints);
  });

  it("another store: every lane begins as a new one, because no store knows of another", async () => {
    const scene = new Scene({ start });
    scene.checkpoints.records.set(keyText("usage", "metrics/a"), stood(300));
    const other = new Checkpoints();
    const { recorded } = await scene.start({ store: (runtime) => other.open(runtime) });
    await scene.world.advance(5 * minute);
    expect(scene.sink.order[0]).toBe(start - 49 * minute);
    expect([other.records.size, recorded.values.get("acme.orphaned_lanes")!.at(-1)]).toEqual([1, 0]);
  });

  it("a pass that is added begins with its own history, and the others go on", async () => {
    const scene = new Scene({ start });
    const first = await scene.start({ config: { passes: ["one"] } });
    await scene.world.advance(2 * hour);
    await scene.stop(first);
    const asked = scene.vendor.asked.length;
    await scene.start({ config: { passes: ["one", "two"] } });
    await scene.world.advance(5 * minute);
    const next = scene.vendor.asked.slice(asked).filter(({ pass }) => pass === "two")[0]!;
    expect(next.from).toBeLessThan(scene.world.now - 50 * minute);
    const [one, two] = ["one", "two"].map((pass) => scene.checkpoints.record("metrics/a", pass)!);
    expect([one!.origin, two!.origin! > one!.origin!]).toEqual([start - 50 * minute, true]);
    expectBalanced(scene.checkpoints);
  });

  it("a longer settle time: waits, and delivers nothing again", async () => {
    const scene = new Scene({ start });
    const first = await scene.start();
    await scene.world.advance(30 * minute);
    await scene.stop(first);
    const { length } = scene.sink.order;
    await scene.start({ settleMs: 30 * minute });
    await scene.world.advance(15 * minute);
    expect(scene.sink.order).toHaveLength(length);
    await scene.world.advance(60 * minute);
    for (const versions of scene.sink.buckets.values()) expect(versions).toHaveLength(1);
    expect(scene.sink.order.at(-1)).toBeGreaterThan(scene.world.now - 33 * minute);
    expectBalanced(scene.checkpoints);
  });

  it("a shorter settle time: goes on where it stood", async () => {
    const scene = new Scene({ start, settleMs: 20 * minute });
    const first = await scene.start();
    await scene.world.advance(30 * minute);
    await scene.stop(first);
    await scene.start({ settleMs: 10 * minute });
    await scene.world.advance(20 * minute);
    expectContiguous(scene);
    expectBalanced(scene.checkpoints);
  });

  it.each([
    ["wider", 5 * minute],
    ["narrower", 10_000],
  ])(
    "%s buckets: each bucket that ends after the frontier, once, and the time is booked as it is",
    async (_, bucketMs) => {
      const loop = bucketed(loopOf(bucketMs));
      const scene = new LoopScene([loop]);
      const { frontier, ...rest } = stood(33);
      const from = { time: frontier.time };
      scene.checkpoints.records.set(keyText("loop", "metrics"), { ...rest, frontier: from, origin: from.time });
      await scene.start();
      await scene.world.advance(10 * minute);
      const ends = scene.metrics.points.map(({ at }) => at);
      const firstEnd = Math.floor(from.time / bucketMs + 1) * bucketMs;
      expect(ends).toEqual(Array.from(ends, (__, index) => firstEnd + index * bucketMs));
      expect(ends.at(-1)).toBeGreaterThan(scene.world.now - bucketMs - 2 * minute);
      const record = scene.checkpoints.record("metrics")!;
      expect(totalOf(record)["delivered_ms"]).toBe(record.frontier.time - from.time);
    },
  );

  it("a metric prefix: the frontier goes on, with new series from there", async () => {
    const checkpoints = new Map<string, Checkpoint>();
    const seen: string[][] = [];
    for (const prefix of ["old", "new"]) {
      const scene = new LoopScene([
        bucketed({ ...loopOf(minute), series: [{ name: `${prefix}_x`, unit: "", labels: [] }] }),
      ]);
      for (const [key, record] of checkpoints) scene.checkpoints.records.set(key, record);
      await scene.world.advance(seen.length * 20 * minute);
      await scene.start();
      await scene.world.advance(10 * minute);
      for (const [key, record] of scene.checkpoints.records) checkpoints.set(key, record);
      seen.push(scene.metrics.points.map(({ name, at }) => `${name} ${(at - start) / minute}`));
    }
    const last = Number(seen[0]!.at(-1)!.split(" ")[1]);
    expect(seen[1]![0]).toBe(`new_x ${last + 1}`);
    expect(checkpoints.size).toBe(1);
  });
});

/** One sample a bucket, final as soon as it is over. */
function loopOf(bucketMs: number): BucketedLoop {
  return {
    name: "loop",
    cadenceMs: minute,
    bootstrapMs: 50 * minute,
    maxBackfillMs: 24 * hour,
    bucketMs,
    maxRangeMs: hour,
    unsettled: false,
    series: [{ name: "x", unit: "", labels: [] }],
    async collect({ from, to }, io) {
      await io.json({ url: "/x" });
      const count = (to - from) / bucketMs;
      return Array.from({ length: count }, (_, index) => ({
        series: this.series[0]!.name,
        labels: {},
        value: 1,
        bucketEnd: from + (index + 1) * bucketMs,
      }));
    },
  };
}
