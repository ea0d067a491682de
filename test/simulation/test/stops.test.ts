import { describe, expect, it } from "vitest";
import { durableQueue } from "../src/setup.ts";
import { Simulation } from "../src/simulation.ts";
import { diskFull } from "../src/trouble.ts";
import { quiet } from "../src/story.ts";

const second = 1_000;
const minute = 60 * second;
const timeout = 60_000;

/** Every kind of work, by the call in the middle of which it is. */
const work = [
  ["a request to the platform", "http.request", { platformDelayMs: 5 * second }],
  ["the body of an answer", "http.body", {}],
  ["reading the checkpoint", "files.read", {}],
  ["taking the lock", "files.lock", {}],
  ["opening the draft of the checkpoint", "files.open", {}],
  ["writing it", "files.write", {}],
  ["syncing it", "files.sync", {}],
  ["putting it in place", "files.rename", {}],
  ["making its name last", "files.syncFolder", {}],
  ["packing a request", "compress.compress", {}],
  ["opening the port of its own metrics", "servers.listen", {}],
  ["waking up", "timers.fire", {}],
] as const;

/**
 * Stops the collector in the middle of a call of that name, in up to eight rounds; at the beginning of every other one
 * it is killed, with or without a power cut. Resolves to how often it was stopped.
 */
async function stopAt(simulation: Simulation, name: string, cutsPower: (round: number) => boolean): Promise<number> {
  const { machine, world } = simulation;
  // Slow enough for the middle to last.
  world.disk.latencyMs = 300;
  let [stops, isWanted] = [0, false];
  machine.watch = (call) => {
    if (!isWanted || call.name !== name) return;
    isWanted = false;
    stops++;
    void machine.restart(second);
  };
  simulation.start();
  for (let round = 0; round < 8; round++) {
    isWanted = true;
    // What only happens at a start is waited for at the next one.
    if (round % 2 === 1) machine.kill({ downMs: second, powerCut: cutsPower(round) });
    await world.advance(7 * minute);
  }
  machine.watch = undefined;
  return stops;
}

describe("SIGTERM in the middle of", () => {
  it.each(work)("%s: everything ends in time and nothing is left open or lost", { timeout }, async (_, name, more) => {
    const setup = { graphs: ["requests", "tokens"], compression: "gzip" } as const;
    const simulation = await Simulation.open({ seed: 5, hours: 0, story: quiet, setup, ...more });
    expect(await stopAt(simulation, name, () => false)).toBeGreaterThanOrEqual(4);
    await simulation.end(30 * minute);
    expect(simulation.violations.list).toEqual([]);
    for (const { points } of simulation.lanes) expect(points).toBeGreaterThan(200);
  });

  it.each([
    ["files.open", 2],
    ["files.write", 4],
    ["files.sync", 4],
    ["files.close", 2],
    ["files.list", 2],
    ["http.request", 4],
  ] as const)("%s of queues on disk: everything ends in time, nothing is lost", { timeout }, async (name, least) => {
    const pushed = { acknowledge: "accepted", hasBatch: false, queue: durableQueue, everyMs: 20 * second } as const;
    const setup = { graphs: ["requests", "tokens"], queue: durableQueue, pushed };
    const simulation = await Simulation.open({ seed: 5, hours: 0, story: quiet, setup });
    const stops = await stopAt(simulation, name, (round) => round % 4 === 1);
    expect(stops).toBeGreaterThanOrEqual(least);
    await simulation.end(30 * minute);
    expect(simulation.violations.list).toEqual([]);
    expect(simulation.pushed!.books.gaps).toBe(0);
    expect(simulation.pushed!.books.arrivals).toBeGreaterThan(500);
  });

  it.each([
    ["retries against a sink that is down", { kind: "sink down", sink: 0, how: "503", forMs: 40 * minute }],
    ["waiting for a sink that does not answer", { kind: "sink down", sink: 0, how: "silent", forMs: 40 * minute }],
    [
      "retries against a platform that is down",
      {
        kind: "platform down",
        how: "server_error",
        target: undefined,
        forMs: 40 * minute,
      },
    ],
    [
      "ten minutes of being degraded",
      {
        kind: "platform down",
        how: "coarse",
        target: undefined,
        forMs: 40 * minute,
      },
    ],
    ["an hour with a full disk", { ...diskFull, forMs: 40 * minute }],
  ] as const)("%s: everything ends in time and nothing is left open or lost", { timeout }, async (_, trouble) => {
    const setup = { graphs: ["requests", "tokens"] };
    const simulation = await Simulation.open({ seed: 6, hours: 0, story: quiet, setup });
    const { machine, world } = simulation;
    simulation.start();
    await world.advance(20 * minute);
    simulation.befall(trouble);
    for (let stop = 1; stop <= 6; stop++) {
      await world.advance(stop * minute + stop * 777);
      await world.until(machine.restart(second));
    }
    await simulation.end();
    expect(simulation.violations.list).toEqual([]);
    expect(machine.lives).toBe(7);
  });
});
