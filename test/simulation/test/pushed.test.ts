import { describe, expect, it } from "vitest";
import { scrape } from "../src/own-metrics.ts";
import { durableQueue, memoryQueue, type PushedSetup } from "../src/setup.ts";
import { Simulation } from "../src/simulation.ts";
import { quiet, type StoryEvent } from "../src/story.ts";
import type { Trouble } from "../src/trouble.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const timeout = 60_000;

const setups: readonly (readonly [string, PushedSetup])[] = (["accepted", "delivered"] as const).flatMap(
  (acknowledge) =>
    [false, true].flatMap((hasBatch) =>
      [memoryQueue, durableQueue].map((queue) => {
        const where = queue.isDurable ? "on disk" : "in memory";
        const name = `acknowledge: ${acknowledge}, a queue ${where}${hasBatch ? ", a batch" : ""}`;
        return [name, { acknowledge, hasBatch, queue, everyMs: 20 * second }] as const;
      }),
    ),
);

/** Two hours with a trouble that the sink of what is pushed has, or others. */
async function pushing(pushed: PushedSetup, events: readonly StoryEvent[], more: object = {}) {
  const setup = { graphs: ["requests"], cadenceMs: 5 * minute, pushed, ...more };
  const simulation = await Simulation.open({ seed: 4, hours: 2, story: { ...quiet, events }, setup });
  await simulation.play(20 * minute);
  expect(simulation.violations.list).toEqual([]);
  const { arrivals, gaps } = simulation.pushed!.books;
  return { arrivals, gaps };
}

const logsDown = (how: "503" | "too old" | "413" | "partial" | "401", forMs: number): Trouble => ({
  kind: "sink down",
  sink: 1,
  how,
  forMs,
});

const at = (minutes: number, trouble: Trouble): StoryEvent => ({ at: minutes * minute, trouble });

const crash = (minutes: number, powerCut: boolean): StoryEvent => {
  const plan = { door: "http.request", nth: 1, when: "before" } as const;
  return at(minutes, { kind: "crash", plan, aftermath: { downMs: 5 * second, powerCut } });
};

describe.each(setups)("what is pushed, with %s", (_name, pushed) => {
  it("arrives, each record once", { timeout }, async () => {
    const { arrivals, gaps } = await pushing(pushed, []);
    expect(arrivals).toBeGreaterThan(1_000);
    expect(gaps).toBe(0);
  });

  it("outlives two minutes without a sink, and a restart meanwhile", { timeout }, async () => {
    const restart = { kind: "restart", downMs: second } as const;
    const { gaps } = await pushing(pushed, [at(30, logsDown("503", 2 * minute)), at(70, restart)]);
    expect(gaps).toBe(0);
  });

  it("crashes and power cuts cost no more than what nobody had promised", { timeout }, async () => {
    const down = at(30, logsDown("503", 2 * minute));
    const { gaps } = await pushing(pushed, [down, crash(31, false), crash(60, true), crash(90, true)]);
    const isSafe = pushed.acknowledge === "delivered" || (pushed.queue.isDurable && !pushed.hasBatch);
    if (isSafe) expect(gaps).toBe(0);
    else expect(gaps).toBeLessThan(100);
  });

  it("what the sink will never take is told or counted", { timeout }, async () => {
    const { gaps } = await pushing(pushed, [
      at(30, logsDown("partial", 5 * minute)),
      at(60, logsDown("too old", minute)),
    ]);
    const isTold = pushed.acknowledge === "delivered" && !pushed.queue.isDurable;
    if (isTold) expect(gaps).toBe(0);
    else expect(gaps).toBeGreaterThan(5);
  });

  it("a sink that is away for longer than requests are tried again: told or counted", { timeout }, async () => {
    const { arrivals } = await pushing(pushed, [at(30, logsDown("503", 20 * minute)), at(80, logsDown("401", minute))]);
    expect(arrivals).toBeGreaterThan(500);
  });
});

describe("a memory limiter in front of every pipeline", () => {
  it("refuses while memory is short: clients are told, polls wait, and then all goes on", { timeout }, async () => {
    const pushed = { acknowledge: "accepted", hasBatch: true, queue: memoryQueue, everyMs: 20 * second } as const;
    const setup = { graphs: ["requests"], cadenceMs: minute, pushed, limitsMemory: true };
    const simulation = await Simulation.open({ seed: 4, hours: 0, story: quiet, setup });
    const { world } = simulation;
    const refusedItems = async (): Promise<number> => {
      const own = (await world.until(scrape(world)))!;
      return own.sum("otelcol_receiver_refused_log_records");
    };
    simulation.start();
    await world.advance(30 * minute);
    expect(await refusedItems()).toBe(0);
    simulation.befall({ kind: "memory is short", forMs: 20 * minute });
    await world.advance(2 * second);
    const [held, arrivals] = [simulation.lanes[0]!.frontier, simulation.pushed!.books.arrivals];
    await world.advance(19 * minute);
    expect(await refusedItems()).toBeGreaterThan(100);
    expect(simulation.lanes[0]!.frontier).toBe(held);
    expect(simulation.pushed!.books.arrivals).toBeLessThanOrEqual(arrivals + 20);
    await world.advance(10 * minute);
    expect(simulation.lanes[0]!.frontier).toBeGreaterThan(held! + 20 * minute);
    await simulation.end(15 * minute);
    expect(simulation.violations.list).toEqual([]);
    expect(simulation.pushed!.books.gaps).toBe(0);
  });
});

describe("a full disk under a queue", () => {
  it("for an hour: refused is what clients hear, and polled lanes hold; nothing is lost", { timeout }, async () => {
    const pushed = { acknowledge: "accepted", hasBatch: false, queue: durableQueue, everyMs: 20 * second } as const;
    const setup = { graphs: ["requests"], cadenceMs: minute, pushed, queue: durableQueue };
    const simulation = await Simulation.open({ seed: 4, hours: 0, story: quiet, setup });
    const { world } = simulation;
    simulation.start();
    await world.advance(hour);
    simulation.befall({ kind: "disk fails", call: "write", code: "ENOSPC", forMs: hour });
    await world.advance(minute);
    const [held, arrivals] = [simulation.lanes[0]!.frontier, simulation.pushed!.books.arrivals];
    await world.advance(58 * minute);
    expect(simulation.lanes[0]!.frontier).toBe(held);
    expect(simulation.pushed!.books.arrivals).toBe(arrivals);
    const own = (await world.until(scrape(world)))!;
    expect(own.sum("otelcol_exporter_enqueue_failed_log_records")).toBeGreaterThan(100);
    await simulation.end();
    expect(simulation.violations.list).toEqual([]);
    expect(simulation.pushed!.books.gaps).toBe(0);
  });
});
