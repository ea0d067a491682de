import { describe, expect, it } from "vitest";
import { timersOver } from "./timers-over.ts";
import { watchfulSignal } from "./watchful-signal.ts";

/** Timers that nobody fires: of a process that has just been woken. */
const { deadline } = timersOver(() => () => undefined);

function lateSignal(): { readonly signal: AbortSignal; isDue: boolean; looks: number } {
  const controller = new AbortController();
  const late = { signal: controller.signal, isDue: false, looks: 0 };
  watchfulSignal(controller, () => {
    late.looks += 1;
    if (late.isDue) controller.abort(new Error("late"));
  });
  return late;
}

describe("a watchful signal", () => {
  it("fires when it is looked at and due, before it answers", () => {
    const late = lateSignal();
    const heard: unknown[] = [];
    late.signal.addEventListener("abort", () => heard.push(late.signal.reason));
    expect([late.signal.aborted, heard.length]).toEqual([false, 0]);
    late.isDue = true;
    expect([late.signal.aborted, heard.length]).toEqual([true, 1]);
    expect(heard[0]).toMatchObject({ message: "late" });
  });

  it("looks no more once it has fired", () => {
    const late = lateSignal();
    late.isDue = true;
    expect(late.signal.aborted).toBe(true);
    expect([late.signal.aborted, late.looks]).toEqual([true, 1]);
  });

  it("throws if it is due", () => {
    const late = lateSignal();
    expect(() => late.signal.throwIfAborted()).not.toThrow();
    late.isDue = true;
    expect(() => late.signal.throwIfAborted()).toThrow("late");
  });

  it("is looked at through every signal that timers derive from it", () => {
    const late = lateSignal();
    const first = deadline(Infinity, late.signal, new AbortController().signal);
    const second = deadline(Infinity, first.signal);
    expect(second.signal.aborted).toBe(false);
    late.isDue = true;
    expect(second.signal.aborted).toBe(true);
    expect(second.signal.reason).toMatchObject({ message: "late" });
    expect(first.signal.aborted).toBe(true);
  });

  it("leaves a signal alone that let go of it", () => {
    const late = lateSignal();
    const { signal, cancel } = deadline(Infinity, late.signal);
    cancel();
    late.isDue = true;
    expect(signal.aborted).toBe(false);
  });
});
