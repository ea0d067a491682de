import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemTimers } from "./timers.ts";

const never = new AbortController().signal;
const day = 86_400_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

describe("after", () => {
  it.each([0, 1, 1_000, 2_147_483_647, 2_147_483_648, 100 * day])(
    "runs once, %i ms later and not before",
    async (ms) => {
      let runs = 0;
      systemTimers.after(ms, () => runs++);
      await vi.advanceTimersByTimeAsync(Math.max(0, ms - 1));
      expect(runs).toBe(ms === 0 ? 1 : 0);
      await vi.advanceTimersByTimeAsync(200 * day);
      expect(runs).toBe(1);
    },
  );

  it.each([1, 2_147_483_648, 100 * day])("of %i ms can be cancelled, at any time and twice", async (ms) => {
    let runs = 0;
    const cancel = systemTimers.after(ms, () => runs++);
    await vi.advanceTimersByTimeAsync(ms - 1);
    cancel();
    cancel();
    await vi.advanceTimersByTimeAsync(200 * day);
    expect([runs, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it("of a negative time runs at once, and of Infinity never", async () => {
    const runs: string[] = [];
    systemTimers.after(-5, () => runs.push("negative"));
    const cancel = systemTimers.after(Infinity, () => runs.push("never"));
    await vi.advanceTimersByTimeAsync(200 * day);
    expect(runs).toEqual(["negative"]);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("refuses what is no number: it would run at once", () => {
    expect(() => systemTimers.after(Number.NaN, () => undefined)).toThrow(RangeError);
  });
});

describe("sleep", () => {
  it("resolves later, and leaves nothing behind", async () => {
    const asleep = systemTimers.sleep(3 * 2_147_483_647, never);
    await vi.advanceTimersByTimeAsync(3 * 2_147_483_647);
    await asleep;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("rejects with the signal's reason: before, and in between", async () => {
    const leaving = new AbortController();
    const asleep = systemTimers.sleep(day, leaving.signal);
    const outcome = expect(asleep).rejects.toThrow("left");
    leaving.abort(new Error("left"));
    await outcome;
    await expect(systemTimers.sleep(day, leaving.signal)).rejects.toThrow("left");
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("deadline", () => {
  it("fires with a TimeoutError after its time, Infinity never", async () => {
    const { signal } = systemTimers.deadline(50 * day);
    const { signal: endless } = systemTimers.deadline(Infinity);
    await vi.advanceTimersByTimeAsync(50 * day - 1);
    expect(signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signal.reason).toMatchObject({ name: "TimeoutError" });
    expect([endless.aborted, vi.getTimerCount()]).toEqual([false, 0]);
  });

  it("fires with the first of its signals, and lets go of the others and of the timer", () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const { signal } = systemTimers.deadline(day, first.signal, second.signal);
    second.abort(new Error("second"));
    first.abort(new Error("first"));
    expect(signal.reason).toMatchObject({ message: "second" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("with a signal that has fired is over from the start", () => {
    const { signal } = systemTimers.deadline(day, never, AbortSignal.abort(new Error("over")));
    expect(signal.reason).toMatchObject({ message: "over" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that was cancelled never fires", async () => {
    const leaving = new AbortController();
    const { signal, cancel } = systemTimers.deadline(1_000, leaving.signal);
    cancel();
    leaving.abort();
    await vi.advanceTimersByTimeAsync(day);
    expect([signal.aborted, vi.getTimerCount()]).toEqual([false, 0]);
  });
});

it("pause lets the event loop turn", async () => {
  const order: string[] = [];
  setImmediate(() => order.push("turned"));
  await systemTimers.pause();
  expect(order).toEqual(["turned"]);
});
