import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { CollectDeadline } from "./collect-deadline.ts";

function setUp(budgetMs: number) {
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  const stop = new AbortController();
  return { world, runtime, stop, deadline: new CollectDeadline(runtime.clock, runtime.timers, budgetMs, stop.signal) };
}

describe("CollectDeadline", () => {
  it("fires when the time is used up, with a reason that says so", async () => {
    const { world, deadline } = setUp(1_000);
    await world.advance(999);
    expect([deadline.signal.aborted, deadline.remainingMs]).toEqual([false, 1]);
    await world.advance(1);
    expect(deadline.signal.reason).toMatchObject({ code: "POLLING_DEADLINE", kind: "retryable" });
    expect([deadline.isExpired, deadline.remainingMs]).toEqual([true, 0]);
  });

  it("does not count the wait for the rate limit, however many requests wait at once", async () => {
    const { world, deadline } = setUp(1_000);
    await world.advance(400);
    const [one, other] = [deadline.pause(), deadline.pause()];
    await world.advance(3_600_000);
    one();
    one();
    await world.advance(3_600_000);
    expect([deadline.signal.aborted, deadline.remainingMs]).toEqual([false, 600]);
    other();
    await world.advance(599);
    expect(deadline.signal.aborted).toBe(false);
    await world.advance(1);
    expect(deadline.isExpired).toBe(true);
  });

  it("fires with the signal that it was given, also while it waits", async () => {
    const { deadline, stop } = setUp(1_000);
    deadline.pause();
    stop.abort(new Error("stop"));
    expect(deadline.signal.reason).toEqual(new Error("stop"));
    expect(deadline.isExpired).toBe(false);
  });

  it("leaves nothing behind when it is closed", async () => {
    const { world, runtime, deadline } = setUp(1_000);
    deadline.pause()();
    deadline.close();
    expect(runtime.leaks()).toEqual([]);
    await world.advance(5_000);
    expect(deadline.signal.aborted).toBe(false);
  });

  it("leaves nothing behind when a request still waits for its token as it is closed", async () => {
    const { world, runtime, deadline } = setUp(1_000);
    const resume = deadline.pause();
    deadline.close();
    resume();
    expect(runtime.leaks()).toEqual([]);
    await world.advance(5_000);
    expect(deadline.signal.aborted).toBe(false);
  });
});
