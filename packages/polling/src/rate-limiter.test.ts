import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { RateLimiter } from "./rate-limiter.ts";

const never = new AbortController().signal;

function setUp(requestsPerSecond: number, burst: number) {
  const world = new World();
  const runtime = new VirtualRuntime(world);
  const { clock, timers } = runtime;
  const limiter = new RateLimiter(clock, timers, { requestsPerSecond, burst });
  const began = world.now;
  const granted: [name: string, afterMs: number][] = [];
  const take = (name: string, priority: number, signal = never): Promise<void> =>
    limiter.take(priority, signal).then(() => void granted.push([name, world.now - began]));
  return { world, runtime, granted, take };
}

describe("RateLimiter", () => {
  it("is full at first, then gives a token each interval, one per request", async () => {
    const { world, granted, take } = setUp(2, 3);
    for (let i = 0; i < 6; i++) void take(`${i}`, 0);
    await world.advance(10_000);
    expect(granted.map(([, at]) => at)).toEqual([0, 0, 0, 500, 1_000, 1_500]);
  });

  it("saves up no more than its burst", async () => {
    const { world, granted, take } = setUp(1, 2);
    await world.advance(3_600_000);
    for (let i = 0; i < 4; i++) void take(`${i}`, 0);
    await world.advance(10_000);
    expect(granted.map(([, at]) => at - 3_600_000)).toEqual([0, 0, 1_000, 2_000]);
  });

  it("serves who began earlier first, and equals in the order in which they ask", async () => {
    const { world, granted, take } = setUp(1, 1);
    void take("first", 0);
    void take("third a", 3);
    void take("second a", 2);
    void take("third b", 3);
    void take("second b", 2);
    await world.advance(10_000);
    expect(granted.map(([name]) => name)).toEqual(["first", "second a", "second b", "third a", "third b"]);
  });

  it("honours cancellation while waiting, and gives the token to the next", async () => {
    const { world, granted, take } = setUp(1, 1);
    const leave = new AbortController();
    void take("first", 0);
    const left = take("leaves", 1, leave.signal).catch((error: unknown) => error);
    void take("stays", 2);
    await world.advance(100);
    const reason = new Error("gone");
    leave.abort(reason);
    expect(await left).toBe(reason);
    await world.advance(10_000);
    expect(granted).toEqual([
      ["first", 0],
      ["stays", 1_000],
    ]);
    await expect(take("too late", 0, leave.signal)).rejects.toBe(reason);
  });

  it("keeps no timer when everybody has left", async () => {
    const { world, runtime, granted, take } = setUp(1, 1);
    const leave = new AbortController();
    await take("first", 0);
    const left = [1, 2].map((priority) => take("leaves", priority, leave.signal).catch(() => undefined));
    expect(runtime.leaks()).toHaveLength(1);
    leave.abort(new Error("gone"));
    await Promise.all(left);
    expect(runtime.leaks()).toEqual([]);
    void take("later", 3);
    await world.advance(1_000);
    expect(granted.map(([name]) => name)).toEqual(["first", "later"]);
  });

  it("keeps its rate however small, and never gives two tokens for one", async () => {
    const { world, granted, take } = setUp(0.3, 1);
    for (let i = 0; i < 5; i++) void take(`${i}`, i);
    await world.advance(60_000);
    const gaps = granted.slice(1).map(([, at], i) => at - granted[i]![1]);
    expect(granted).toHaveLength(5);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(3_333);
  });
});
