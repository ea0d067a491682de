import { describe, expect, it } from "vitest";
import { durableQueue } from "../src/setup.ts";
import { Simulation } from "../src/simulation.ts";
import type { SimulationOptions } from "../src/simulation-options.ts";
import { diskFailures, diskFull } from "../src/trouble.ts";
import { quiet } from "../src/story.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const timeout = 60_000;
const setup = { graphs: ["requests", "tokens"] };

/** A collector that runs in a world in which nothing goes wrong by itself. */
async function begin(options: Partial<SimulationOptions> = {}): Promise<Simulation> {
  const simulation = await Simulation.open({ seed: 7, hours: 0, story: quiet, ...options });
  simulation.start();
  return simulation;
}

/** Advances, and gives the largest lag of a sink behind the true time that was seen. */
async function largestLag({ world, sinks }: Simulation, sink: number, ms: number): Promise<number> {
  let largest = 0;
  for (let passed = 0; passed < ms; passed += minute) {
    await world.advance(minute);
    largest = Math.max(largest, world.now - sinks[sink]!.newest);
  }
  return largest;
}

describe("one receiver in two pipelines", () => {
  it(
    "one sink down for two hours, crashes meanwhile: the other's lag stays what it was, neither loses nor repeats",
    { timeout },
    async () => {
      const simulation = await begin({ setup: { ...setup, sinks: ["up", "down"] } });
      await simulation.world.advance(30 * minute);
      const before = await largestLag(simulation, 0, hour);
      simulation.befall({ kind: "sink down", sink: 1, how: "503", forMs: 2 * hour });
      let during = 0;
      for (const powerCut of [false, true, false, true, false]) {
        during = Math.max(during, await largestLag(simulation, 0, 23 * minute));
        simulation.machine.kill({ downMs: 1_000, powerCut });
      }
      // A start takes a second, and the first poll comes with it.
      expect(during).toBeLessThanOrEqual(before + minute);
      const behind = simulation.world.now - simulation.sinks[1]!.newest;
      expect(behind).toBeGreaterThan(2 * hour);
      await simulation.end();
      expect(simulation.violations.list).toEqual([]);
      for (const { points, resent, gaps } of simulation.lanes) {
        expect(points).toBeGreaterThan(1_000);
        expect([resent, gaps]).toEqual([0, 0]);
      }
    },
  );
});

describe("a sink that is down from the very first start", () => {
  it("for three hours, with restarts: nothing is lost", { timeout }, async () => {
    const simulation = await begin({ setup });
    simulation.befall({ kind: "sink down", sink: 0, how: "refused", forMs: 3 * hour });
    const { world, machine } = simulation;
    const firstStart = world.now;
    for (const powerCut of [true, false, true, false, true]) {
      await world.advance(16 * minute);
      machine.kill({ downMs: 3 * minute, powerCut });
      await world.advance(16 * minute);
      await world.until(machine.restart(minute));
    }
    expect(simulation.sinks[0]!.newest).toBe(-Infinity);
    await simulation.end();
    expect(simulation.violations.list).toEqual([]);
    // From where the first start would have begun, not from where the last one would.
    expect(simulation.sinks[0]!.oldest).toBeLessThan(firstStart - 40 * minute);
  });
});

describe("a disk", () => {
  it(
    "that is full for an hour: the loop holds its position and says so, then goes on; nothing is lost",
    { timeout },
    async () => {
      const simulation = await begin({ setup });
      const { world, machine, sinks } = simulation;
      const states = (): readonly string[] =>
        machine.process!.status!.components.filter(({ id }) => id === "portkey").map(({ state }) => state);
      await world.advance(hour);
      expect(states()).toEqual(["ok"]);
      simulation.befall({ ...diskFull, forMs: hour });
      const since = world.now;
      await world.advance(10 * minute);
      const [held] = simulation.lanes.map(({ frontier }) => frontier);
      const newest = sinks[0]!.newest;
      await world.advance(49 * minute);
      expect(simulation.lanes.map(({ frontier }) => frontier)).toEqual([held]);
      // One poll was delivered before the save failed, and nothing was asked for after that.
      expect([sinks[0]!.newest, newest - held!]).toEqual([newest, minute]);
      expect(states()).toEqual(["recoverable_error"]);
      const said = machine.log.filter(({ at, level }) => at >= since && level === "warn");
      expect(said.map(({ data }) => JSON.stringify(data)).join("\n")).toContain("ENOSPC");
      await world.advance(20 * minute);
      expect(states()).toEqual(["ok"]);
      await simulation.end();
      expect(simulation.violations.list).toEqual([]);
      // What was delivered when the disk filled up is saved before anything is polled again.
      for (const { resent } of simulation.lanes) expect(resent).toBe(0);
    },
  );

  it.each(diskFailures)(
    "that fails with $code at $call: no lane goes on, and all do afterwards; nothing is lost or sent twice",
    { timeout },
    async ({ call, code }) => {
      const simulation = await begin({ setup });
      const { world, sinks } = simulation;
      await world.advance(hour);
      simulation.befall({ kind: "disk fails", call, code, forMs: hour });
      await world.advance(10 * minute);
      const [newest, requests] = [sinks[0]!.newest, sinks[0]!.front.requests];
      await world.advance(49 * minute);
      expect([sinks[0]!.newest, sinks[0]!.front.requests]).toEqual([newest, requests]);
      await simulation.end();
      expect(simulation.violations.list).toEqual([]);
      for (const { resent } of simulation.lanes) expect(resent).toBe(0);
    },
  );
});

describe("a queue on disk", () => {
  it.each([
    ["has room: frontiers go on without the sink", 1_000, 2 * hour],
    ["is full after five requests: frontiers hold from then on", 5, 6 * minute],
  ])("that %s, through crashes; nothing is lost, and all comes in order", { timeout }, async (_what, size, gone) => {
    const simulation = await begin({ setup: { ...setup, queue: { ...durableQueue, size } } });
    const { world, machine, sinks } = simulation;
    const [lane] = simulation.lanes;
    await world.advance(hour);
    const [before, newest] = [lane!.frontier!, sinks[0]!.newest];
    simulation.befall({ kind: "sink down", sink: 0, how: "503", forMs: 2 * hour });
    for (const powerCut of [false, true, true, false]) {
      await world.advance(29 * minute);
      machine.kill({ downMs: second, powerCut });
    }
    const went = lane!.frontier! - before;
    expect([Math.abs(went - gone) <= 8 * minute, sinks[0]!.newest]).toEqual([true, newest]);
    expect(lane!.oldestQueued).toBe(newest + minute);
    await simulation.end();
    expect(simulation.violations.list).toEqual([]);
    expect(lane!.oldestQueued).toBeUndefined();
    expect([lane!.gaps, lane!.points > 4 * 180]).toEqual([0, true]);
  });
});
