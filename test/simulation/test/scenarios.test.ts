import { describe, expect, it } from "vitest";
import { Simulation, type SimulationOptions } from "../src/simulate.ts";
import type { Story } from "../src/story.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const timeout = 60_000;

const quiet: Story = { setup: {}, platformAheadMs: 0, skewMs: 0, troubles: [] };

function open(options: Partial<SimulationOptions> & { readonly hours: number }): Promise<Simulation> {
  return Simulation.open({ seed: 7, story: quiet, ...options });
}

function expectKept(simulation: Simulation): void {
  const { violations, expected } = simulation.judge();
  expect(violations.slice(0, 5)).toEqual([]);
  expect(expected).toBeGreaterThan(500);
}

/** Advances in steps, and gives the largest lag of a sink behind the true time that was seen. */
async function largestLag(simulation: Simulation, sink: number, ms: number): Promise<number> {
  let largest = 0;
  for (let passed = 0; passed < ms; passed += 5 * minute) {
    await simulation.until(simulation.world.now + 5 * minute);
    largest = Math.max(largest, simulation.world.now - simulation.sinks[sink]!.newest);
  }
  return largest;
}

describe("one receiver in two pipelines", () => {
  it(
    "one sink down for two hours, crashes meanwhile: the other's lag stays what it was, neither loses nor repeats",
    { timeout },
    async () => {
      const simulation = await open({ hours: 6, setup: { sinks: ["a", "b"] } });
      for (const sink of simulation.sinks) sink.calm();
      await simulation.start();
      await simulation.until(simulation.world.now + hour);
      const before = await largestLag(simulation, 0, hour);
      simulation.sinks[1]!.outage("503", 2 * hour);
      let during = await largestLag(simulation, 0, 40 * minute);
      for (let crash = 0; crash < 3; crash++) {
        simulation.collector.kill();
        await simulation.start();
        during = Math.max(during, await largestLag(simulation, 0, 20 * minute));
      }
      // A start takes seconds, and the next poll comes with it.
      expect(during).toBeLessThanOrEqual(before + minute);
      expect(simulation.world.now - simulation.sinks[1]!.newest).toBeGreaterThan(100 * minute);
      await simulation.settleDown();
      expectKept(simulation);
      // What died between the sink's answer and the save comes again, once a death at most, in the same bytes.
      for (const { resent, changed } of simulation.sinks) {
        expect(resent).toBeLessThanOrEqual(3);
        expect(changed).toEqual([]);
      }
    },
  );
});

describe("a sink that is down from the very first start", () => {
  it("for three hours, with restarts: nothing is lost", { timeout }, async () => {
    const simulation = await open({ hours: 4 });
    simulation.sinks[0]!.outage("refused", 3 * hour);
    await simulation.start();
    const begin = simulation.world.now;
    for (let restart = 1; restart <= 5; restart++) {
      await simulation.until(begin + restart * 33 * minute);
      if (restart % 2 === 0) simulation.collector.kill();
      else await simulation.world.until(simulation.collector.stop(), hour);
      await simulation.start();
    }
    expect(simulation.sinks[0]!.points.size).toBe(0);
    await simulation.settleDown();
    expectKept(simulation);
    // From where the first start would have begun, not from where the last one would.
    const oldest = Math.min(...[...simulation.sinks[0]!.points.values()].map(({ time }) => time));
    expect(oldest).toBeLessThan(begin);
  });
});

describe("clocks and slow answers", () => {
  it.each([
    ["3 min behind ours", -180_000, 0],
    ["as ours, which is 3 min ahead of everybody's", 0, 180_000],
    ["3 min ahead of ours", 180_000, 0],
  ])(
    "answers take 30 s and the platform's clock is %s: nothing unsettled is delivered",
    { timeout },
    async (_what, platformAheadMs, skewMs) => {
      const simulation = await open({
        hours: 3,
        story: { ...quiet, platformAheadMs, skewMs },
        setup: { httpTimeout: "45s" },
        platformDelayMs: 30 * second,
      });
      await simulation.play();
      expectKept(simulation);
    },
  );
});

describe("a full disk", () => {
  it(
    "for an hour under the checkpoint: the loop holds its position and says so, then goes on; nothing is lost",
    { timeout },
    async () => {
      const simulation = await open({ hours: 5 });
      simulation.sinks[0]!.calm();
      await simulation.start();
      await simulation.until(simulation.world.now + hour);
      const repaired = simulation.world.disk.fail({ call: "write", code: "ENOSPC" });
      const since = simulation.world.now;
      await simulation.until(simulation.world.now + 10 * minute);
      const held = simulation.sinks[0]!.newest;
      await simulation.until(simulation.world.now + 50 * minute);
      expect(simulation.sinks[0]!.newest).toBe(held);
      const said = simulation.collector.log.filter(
        ({ at, level }) => at >= since && (level === "warn" || level === "error"),
      );
      expect(said.map(({ message, data }) => `${message} ${JSON.stringify(data)}`).join("\n")).toMatch(
        /checkpoint|frontier/,
      );
      repaired();
      await simulation.settleDown();
      expectKept(simulation);
      // What was delivered when the disk filled up is saved before anything is polled again.
      expect(simulation.sinks[0]!.resent).toBe(0);
    },
  );
});

describe("SIGTERM", () => {
  it(
    "every seven minutes, in whatever it is doing: everything ends in time, nothing is left open, nothing is lost",
    { timeout },
    async () => {
      const simulation = await open({ hours: 6 });
      await simulation.start();
      for (let stop = 0; stop < 40; stop++) {
        await simulation.until(simulation.world.now + 7 * minute + stop * 333);
        await simulation.world.until(simulation.collector.stop(), hour);
        expect(simulation.collector.leaks()).toEqual([]);
        await simulation.start();
      }
      await simulation.settleDown();
      expectKept(simulation);
    },
  );
});

describe("use cases", () => {
  it("each have their own frontier: all arrive, through crashes", { timeout }, async () => {
    const simulation = await open({
      hours: 6,
      setup: { useCases: true },
      story: {
        ...quiet,
        troubles: [1, 2, 3, 4].map((n) => ({
          at: n * hour,
          kind: "crash",
          calls: 17 * n,
          downMs: 3 * minute,
          powerCut: true,
        })),
      },
    });
    await simulation.play();
    expectKept(simulation);
  });
});
