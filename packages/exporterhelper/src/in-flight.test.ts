import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { setWorld } from "../test/scripted-sender.ts";
import { InFlight } from "./in-flight.ts";

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });

describe("InFlight", () => {
  it("drains at once where nothing is under way", async () => {
    const { runtime } = setWorld();
    await new InFlight(runtime.timers).drain(new AbortController().signal);
  });

  it("lets what is under way end, what begins meanwhile included", async () => {
    const { world, runtime } = setWorld();
    const inFlight = new InFlight(runtime.timers);
    const done: string[] = [];
    const work = async (name: string, ms: number): Promise<void> => {
      await world.wait(ms);
      done.push(name);
    };
    const first = inFlight.run(() => work("a", 1_000));
    const signal = new AbortController().signal;
    const drained = inFlight.drain(signal).then(() => done.push("drained"));
    await world.advance(500);
    const second = inFlight.run(() => work("b", 2_000));
    await world.advance(5_000);
    await Promise.all([first, second, drained]);
    expect(done).toEqual(["a", "b", "drained"]);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("gives up what is left when its time is over, or was over before", async () => {
    for (const isOver of [true, false]) {
      const { runtime } = setWorld();
      const inFlight = new InFlight(runtime.timers);
      const running = inFlight.run(untilAborted).catch((error: unknown) => error);
      const deadline = new AbortController();
      if (isOver) deadline.abort("over");
      const drained = inFlight.drain(deadline.signal);
      deadline.abort("over");
      await drained;
      expect(await running).toBe("over");
    }
  });

  it("ends work with any of its signals, and lets go of them", async () => {
    const { runtime } = setWorld();
    const inFlight = new InFlight(runtime.timers);
    const signals = [new AbortController(), new AbortController()];
    const running = inFlight.run(untilAborted, ...signals.map(({ signal }) => signal)).catch((error: unknown) => error);
    signals[1]!.abort("left");
    expect(await running).toBe("left");
    for (const { signal } of signals) expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("drains although what is under way fails", async () => {
    const { runtime } = setWorld();
    const inFlight = new InFlight(runtime.timers);
    const gate = Promise.withResolvers<void>();
    const running = inFlight.run(() => gate.promise).catch((error: unknown) => error);
    const drained = inFlight.drain(new AbortController().signal);
    gate.reject(new Error("x"));
    await drained;
    expect(await running).toBeInstanceOf(Error);
  });
});
