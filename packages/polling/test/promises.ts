import * as fc from "fast-check";
import { expect } from "vitest";
import { expectBalanced } from "./balance.ts";
import { hour, minute, Scene, type Running } from "./scene.ts";

/** When every scene begins. */
export const start = Date.UTC(2026, 0, 1);
/** What runs in it. */
export const config = { loops: ["usage", "events"] };

/**
 * Scenario: faults of any kind, in any order, one upon the other, then peace.
 * Guarantees: every settled bucket arrives with its last value, in one version only, in order for each lane, without a
 * hole; every event arrives; and after the last fault everything is up to date again.
 */
export function expectPromises(scene: Scene, mayRepeat: boolean): void {
  expectBalanced(scene.checkpoints);
  const upToDate = scene.world.now - scene.settleMs - 3 * minute;
  for (const sink of scene.sinks) {
    const { order, buckets, events } = sink;
    // A process that died before it saved a starting point has polled nothing either.
    const begin = scene.checkpoints.timesOf(`metrics/${sink.name}`)[0]!;
    expect(begin).toBeLessThan(start);
    expect(order).toEqual(Array.from({ length: order.length }, (_, index) => begin + (1 + index) * minute));
    expect(order.at(-1)).toBeGreaterThanOrEqual(upToDate);
    for (const [end, versions] of buckets) {
      expect([end, sink.value(end)]).toEqual([end, scene.vendor.truth(end)]);
      expect([end, new Set(versions.map((bytes) => bytes.toString())).size]).toEqual([end, 1]);
      if (!mayRepeat) expect([end, versions.length]).toEqual([end, 1]);
    }
    const eventsBegin = scene.checkpoints.timesOf(`logs/${sink.name}`)[0]!;
    const expected = scene.vendor.events(eventsBegin, upToDate - 10 * minute, Infinity);
    expect(expected.filter(({ id }) => !events.has(id))).toEqual([]);
    if (!mayRepeat) expect(expected.filter(({ id }) => events.get(id) !== 1)).toEqual([]);
  }
}

const faultKinds = [
  "crash",
  "vendor down",
  "vendor slow",
  "sink a down",
  "sink b down",
  "store full",
  "store unreadable",
  "answers lost",
] as const;

/** One trouble. */
export interface Fault {
  readonly kind: (typeof faultKinds)[number];
  readonly afterMs: number;
  readonly lastsMs: number;
}

/** Any trouble. */
export const anyFault = fc.record<Fault>({
  kind: fc.constantFrom(...faultKinds),
  afterMs: fc.integer({ min: 0, max: 20 * minute }),
  lastsMs: fc.integer({ min: 1_000, max: 40 * minute }),
});

/** Lets a fault begin, and end by itself. Ones of a kind may overlap: the first to end ends them all. */
export function begin(scene: Scene, { kind, lastsMs }: Fault): void {
  const until = (begins: () => void, ends: () => void): void => {
    begins();
    scene.world.after(lastsMs, ends);
  };
  const { vendor, sinks, checkpoints } = scene;
  const [a, b] = sinks as [typeof scene.sink, typeof scene.sink];
  const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  if (kind === "vendor down")
    until(
      () => (vendor.instead = () => ({ status: 503 })),
      () => (vendor.instead = () => undefined),
    );
  if (kind === "vendor slow")
    until(
      () => (vendor.delayMs = 25_000),
      () => (vendor.delayMs = 0),
    );
  if (kind === "sink a down")
    until(
      () => (a.status = () => 503),
      () => (a.status = () => 200),
    );
  if (kind === "sink b down")
    until(
      () => (b.status = () => 503),
      () => (b.status = () => 200),
    );
  if (kind === "store full")
    until(
      () => checkpoints.failures.set("advance", full),
      () => checkpoints.failures.delete("advance"),
    );
  if (kind === "store unreadable")
    until(
      () => checkpoints.failures.set("load", full),
      () => checkpoints.failures.delete("load"),
    );
  if (kind === "answers lost")
    scene.world.after(lastsMs, scene.world.network.fault({ kind: "lost", probability: 0.3 }));
}

/** Runs a schedule of faults, then two hours of peace, and checks the promises. */
export async function expectPromisesUnder(faults: readonly Fault[], seed: number): Promise<void> {
  const scene = new Scene({ start, seed, sinks: ["a", "b"] });
  let running: Running = await scene.start({ config });
  for (const fault of faults) {
    await scene.world.advance(fault.afterMs);
    begin(scene, fault);
    if (fault.kind !== "crash") continue;
    running.runtime.kill();
    await scene.world.advance(fault.lastsMs / 10);
    running = await scene.start({ config });
  }
  await scene.world.advance(2 * hour);
  // What was on its way when it died or was lost may have arrived.
  expectPromises(
    scene,
    faults.some(({ kind }) => kind === "crash" || kind === "answers lost"),
  );
}

/** Runs a process that dies inside one of its calls, then a second one, and checks the promises. */
export async function expectPromisesAfterCrashIn(call: number): Promise<void> {
  const scene = new Scene({ start, seed: call, sinks: ["a", "b"] });
  const { runtime } = await scene.start({ config });
  runtime.crashAt = runtime.calls + call;
  await scene.world.advance(10 * minute);
  expect([call, runtime.isDead]).toEqual([call, true]);
  await scene.start({ config });
  await scene.world.advance(20 * minute);
  expectPromises(scene, true);
}
