import type { LeaderElector, Standing } from "@genai-collector/component";
import { MetricsSink, type Recorded } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { hour, minute, Scene } from "./scene.ts";
import { SharedElection } from "./shared-election.ts";

const start = Date.UTC(2026, 0, 1);
const config = { leader_elector: "elector" };
const gauge = (recorded: Recorded, name: string): number => recorded.values.get(`acme.${name}{loop=usage}`)!.at(-1)!;

/** Nobody leads, or another one does, for ever. */
function waiting(standing: Standing | undefined): LeaderElector {
  return {
    campaign: (_source, _floor, _lead, signal) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
    ...(standing === undefined ? {} : { standing: () => standing }),
  };
}

describe("a loop that never started", () => {
  it("is seen from the start of the process on, though the store has never answered", async () => {
    const scene = new Scene({ start, sinks: ["a", "b"] });
    scene.checkpoints.failures.set("list", new Error("ETIMEDOUT"));
    const { recorded } = await scene.start();
    await scene.world.advance(2 * hour);
    expect(gauge(recorded, "unstarted_lanes")).toBe(2);
    for (const name of ["lag", "unstarted_time"])
      expect([name, gauge(recorded, name) > 119 * 60]).toEqual([name, true]);
    expect(recorded.values.has("acme.frontier{loop=usage}")).toBe(false);
  });

  it("is seen by lane, while another one delivers; and no more once each has", async () => {
    const scene = new Scene({ start, sinks: ["a", "b"] });
    scene.sinks[1]!.status = () => 503;
    const { recorded } = await scene.start();
    await scene.world.advance(30 * minute);
    expect(gauge(recorded, "unstarted_lanes")).toBe(1);
    expect(gauge(recorded, "unstarted_time")).toBeGreaterThan(29 * 60);
    scene.sinks[1]!.status = () => 200;
    await scene.world.advance(3 * minute);
    expect(["unstarted_lanes", "unstarted_time"].map((name) => gauge(recorded, name))).toEqual([0, 0]);
  });

  it("where nobody leads: nobody polls, and that is seen", async () => {
    const scene = new Scene({ start });
    const elector = waiting({ leader: undefined, isOurs: false, epoch: 0 });
    const { recorded } = await scene.start({ elector, config });
    await scene.world.advance(hour);
    expect([gauge(recorded, "unstarted_lanes"), gauge(recorded, "lag") > 59 * 60]).toEqual([1, true]);
  });

  it.each([
    ["where another one leads", { leader: "other", isOurs: false, epoch: 3 }],
    ["where the elector does not tell who leads", undefined],
  ])("%s: a standby says nothing of it", async (_, standing) => {
    const scene = new Scene({ start });
    const { recorded } = await scene.start({ elector: waiting(standing), config });
    await scene.world.advance(hour);
    for (const name of ["unstarted_lanes", "unstarted_time", "lag"])
      expect([name, gauge(recorded, name)]).toEqual([name, 0]);
  });

  it("counts from when this process is the one that polls: a standby that takes over has waited for nothing", async () => {
    const scene = new Scene({ start });
    const election = new SharedElection(scene.world);
    await scene.start({ config, elector: election.open(() => false) });
    const standby = await scene.start({ config, elector: election.open(() => false) });
    await scene.world.advance(5 * hour);
    scene.sink.status = () => 503;
    election.change(0);
    await scene.world.advance(10 * minute);
    expect(gauge(standby.recorded, "unstarted_lanes")).toBe(1);
    expect(gauge(standby.recorded, "unstarted_time")).toBeLessThan(11 * 60);
  });
});

describe("a loop that goes on", () => {
  it("says when the store last took a frontier, apart from when a poll last went well", async () => {
    const scene = new Scene({ start });
    const first = await scene.start();
    await scene.world.advance(10 * minute);
    expect(gauge(first.recorded, "last_commit")).toBeGreaterThan(start / 1_000 + 8 * 60);
    await scene.stop(first);
    // With a longer settle time, polls go well and there is nothing to save.
    const { recorded } = await scene.start({ settleMs: 40 * minute });
    await scene.world.advance(20 * minute);
    expect(recorded.values.has("acme.last_commit{loop=usage}")).toBe(false);
    expect(gauge(recorded, "last_success")).toBeGreaterThan(start / 1_000 + 27 * 60);
  });

  it("says how long the oldest of what is on its way has been, also between ticks, and which ticks it missed", async () => {
    const scene = new Scene({ start });
    const sink = new MetricsSink("metrics/a");
    sink.hold();
    const { recorded } = await scene.start({ metrics: [sink] });
    await scene.world.advance(10 * minute);
    expect(gauge(recorded, "in_flight_age")).toBeGreaterThan(9 * 60);
    expect(recorded.count("acme.busy_lanes{loop=usage}")).toBeGreaterThan(7);
    sink.release();
    await scene.world.advance(minute);
    expect(gauge(recorded, "in_flight_age")).toBeLessThan(5);
  });
});

describe("snapshots", () => {
  it("that nobody took are missed, and counted as time; a value that changes within a minute comes once (§15.2 no. 18)", async () => {
    const scene = new Scene({ start });
    const running = await scene.start({ config: { loops: ["now"] } });
    await scene.world.advance(10 * minute);
    running.runtime.kill();
    await scene.world.advance(hour);
    const { recorded, books } = await scene.start({ config: { loops: ["now"] } });
    await scene.world.advance(5 * minute);
    const missed = recorded.count("acme.skipped_time{loop=now,reason=missed}");
    expect(missed).toBeGreaterThanOrEqual(58 * 60);
    expect(books.readLanes()[0]!.total.skipped).toEqual({ missed: missed / 60 });
    for (const versions of scene.sink.buckets.values()) expect(versions).toHaveLength(1);
  });
});
