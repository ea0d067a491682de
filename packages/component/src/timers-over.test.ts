import { describe, expect, it } from "vitest";
import { timersOver } from "./timers-over.ts";

/** Timers that fire when the test says so. */
function manual() {
  const due = new Map<() => void, number>();
  const { sleep, deadline } = timersOver((ms, run) => {
    due.set(run, ms);
    return () => due.delete(run);
  });
  const fire = (): void => {
    const runs = Array.from(due.keys());
    due.clear();
    for (const run of runs) run();
  };
  return { sleep, deadline, due, fire };
}

const left = new Error("left");

describe("sleep", () => {
  it("resolves when its time has come, and rejects with the signal's reason before", async () => {
    const { sleep, fire } = manual();
    const controller = new AbortController();
    const slept = sleep(5, controller.signal);
    fire();
    await expect(slept).resolves.toBeUndefined();
    const interrupted = sleep(5, controller.signal);
    controller.abort(left);
    await expect(interrupted).rejects.toBe(left);
    await expect(sleep(5, controller.signal)).rejects.toBe(left);
  });

  it("leaves no timer behind when it is interrupted", async () => {
    const { sleep, due } = manual();
    const controller = new AbortController();
    const interrupted = sleep(5, controller.signal);
    controller.abort(left);
    await expect(interrupted).rejects.toBe(left);
    expect(due.size).toBe(0);
  });
});

describe("deadline", () => {
  it("fires after its time with a TimeoutError", () => {
    const { deadline, fire } = manual();
    const { signal } = deadline(5);
    expect(signal.aborted).toBe(false);
    fire();
    expect(signal.reason).toMatchObject({ name: "TimeoutError", message: "the deadline of 5 ms has passed" });
  });

  it("fires with the first of its signals, for that one's reason, and lets go of its timer", () => {
    const { deadline, due } = manual();
    const [first, second] = [new AbortController(), new AbortController()];
    const { signal } = deadline(5, first.signal, second.signal);
    second.abort(left);
    first.abort(new Error("too late"));
    expect(signal.reason).toBe(left);
    expect(due.size).toBe(0);
  });

  it("has fired already when one of its signals has", () => {
    const { deadline, due } = manual();
    expect(deadline(5, AbortSignal.abort(left)).signal.reason).toBe(left);
    expect(due.size).toBe(0);
  });

  it("never fires by itself when it is endless, nor once it was cancelled", () => {
    const { deadline, due, fire } = manual();
    const controller = new AbortController();
    deadline(Infinity);
    expect(due.size).toBe(0);
    const { signal, cancel } = deadline(5, controller.signal);
    cancel();
    fire();
    controller.abort(left);
    expect(signal.aborted).toBe(false);
  });
});
