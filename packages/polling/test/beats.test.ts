import type { LeaderElector, Metrics, Term } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { snapshot, windowed, type Loop } from "../src/index.ts";
import { LoopScene } from "./loop-scene.ts";

const minute = 60_000;

const gauge = (name: string, more: { cadenceMs?: number; deadlineMs?: number } = {}): Loop =>
  snapshot({
    name,
    cadenceMs: minute,
    bucketMs: minute,
    series: [{ name: `acme.${name}`, unit: "1", labels: [] }],
    collect: async (_moment, io) => {
      await io.json({ url: `/${name}` });
      return [{ series: `acme.${name}`, labels: {}, value: 1 }];
    },
    ...more,
  });

const records = windowed({
  name: "records",
  cadenceMs: minute,
  windowMs: 10 * minute,
  settleMs: 0,
  bootstrapMs: minute,
  maxBackfillMs: 60 * minute,
  collect: async (_step, io) => {
    await io.json({ url: "/records" });
    return { records: [] };
  },
});

/** How long a loop may still be silent; negative: it is overdue. */
function leftOf({ recorded }: LoopScene, now: number, loop: string): number {
  const { at, withinMs } = recorded.beats.get(`acme ${loop}`)!;
  return at + withinMs - now;
}

describe("a tick attempt is a sign of life, exactly one", () => {
  it.each([
    ["the vendor is down", 503],
    ["the key is refused", 401],
    ["the answer makes no sense", 418],
    ["everything is well", 200],
  ])("also where %s: two hours long nobody is overdue", async (_why, status) => {
    const scene = new LoopScene([gauge("seats"), records]);
    scene.answer = () => (status === 200 ? undefined : { status });
    const { runtime } = await scene.start();
    for (let passed = 0; passed < 120; passed++) {
      await scene.world.advance(minute);
      for (const loop of ["seats", "records"])
        expect(leftOf(scene, runtime.clock.monotonic(), loop), `${loop} after ${passed} min`).toBeGreaterThan(minute);
    }
  });

  it("also while the store cannot be used, and while a pipeline takes nothing for hours", async () => {
    const scene = new LoopScene([gauge("seats"), records]);
    scene.metrics.consume = () => new Promise<void>(() => undefined);
    scene.checkpoints.failures.set("load", new Error("unreachable"));
    const { runtime } = await scene.start();
    await scene.world.advance(180 * minute);
    for (const loop of ["seats", "records"])
      expect(leftOf(scene, runtime.clock.monotonic(), loop)).toBeGreaterThan(minute);
  });
});

it("each loop's limit follows from its own cadence and deadline: one that is slow does not lend it to the others", async () => {
  const scene = new LoopScene([gauge("fast"), gauge("slow", { cadenceMs: 30 * minute, deadlineMs: 2 * minute })]);
  await scene.start();
  await scene.world.advance(100);
  const within = (loop: string): number => scene.recorded.beats.get(`acme ${loop}`)!.withinMs;
  expect([within("fast"), within("slow")]).toEqual([1.1 * minute + 2 * minute, 33 * minute + 3 * minute]);
});

describe("with an elector", () => {
  function elected() {
    let lead: (term: Term) => Promise<void> = async () => undefined;
    const elector: LeaderElector = {
      campaign: (_source, _floor, run, signal) => {
        lead = run;
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      },
    };
    const scene = new LoopScene([gauge("seats"), gauge("keys")], { elector, config: { leader_elector: "elector" } });
    const begin = (): { end(): void; readonly over: Promise<void> } => {
      const ended = new AbortController();
      const over = lead({ epoch: 1, signal: ended.signal });
      return { over, end: () => ended.abort(new Error("lease lost")) };
    };
    return { scene, begin };
  }

  it("nothing is awaited of a standby, whose loops and leadership are there to be seen", async () => {
    const { scene } = elected();
    await scene.start();
    await scene.world.advance(60 * minute);
    expect(scene.recorded.beats.size).toBe(0);
    for (const part of ["leadership", "seats", "keys"])
      expect(scene.recorded.status("acme", part), part).toMatchObject({ state: "starting" });
  });

  it("nothing is awaited of a demoted leader, whose parts wait", async () => {
    const { scene, begin } = elected();
    await scene.start();
    await scene.world.advance(100);
    const term = begin();
    await scene.world.advance(10 * minute);
    expect(scene.recorded.status("acme", "seats → metrics")).toMatchObject({ state: "ok" });
    term.end();
    await scene.world.until(term.over);
    expect([...scene.recorded.beats.values()].map(({ withinMs }) => withinMs)).toEqual([Infinity, Infinity]);
    for (const part of ["leadership", "seats", "keys", "seats → metrics", "keys → metrics"])
      expect(scene.recorded.status("acme", part), part).toMatchObject({ state: "starting" });
  });

  it("a loop that cannot end when its term is over is overdue, and no other hides it", async () => {
    const { scene, begin } = elected();
    const { runtime } = await scene.start();
    await scene.world.advance(100);
    const { consume } = scene.metrics;
    scene.metrics.consume = (payload: Metrics, context) =>
      context.coverage?.loop === "keys"
        ? new Promise<void>(() => undefined)
        : consume.call(scene.metrics, payload, context);
    const term = begin();
    await scene.world.advance(10 * minute);
    term.end();
    await scene.world.advance(4 * minute);
    expect(leftOf(scene, runtime.clock.monotonic(), "keys")).toBeGreaterThan(0);
    await scene.world.advance(2 * minute);
    expect(leftOf(scene, runtime.clock.monotonic(), "keys")).toBeLessThan(0);
    expect(leftOf(scene, runtime.clock.monotonic(), "seats")).toBe(Infinity);
  });
});
