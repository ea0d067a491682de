import type { Timers } from "./runtime.ts";
import { isWatchful, watchfulSignal } from "./watchful-signal.ts";

type After = Timers["after"];

/** What every implementation of `Timers` derives from its `after`: both ways of waiting mean the same in all of them. */
export function timersOver(after: After): Pick<Timers, "sleep" | "deadline"> {
  return {
    sleep: (ms, signal) => sleep(after, ms, signal),
    deadline: (ms, ...signals) => deadline(after, ms, signals),
  };
}

function sleep(after: After, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = (): void => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = after(ms, () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    signal.addEventListener("abort", stop, { once: true });
  });
}

function deadline(after: After, ms: number, signals: readonly AbortSignal[]): ReturnType<Timers["deadline"]> {
  const controller = new AbortController();
  const follow = (event: Event): void => end((event.target as AbortSignal).reason);
  const stopTimer = ms === Infinity ? undefined : after(ms, () => end(timeout(ms)));
  const cancel = (): void => {
    stopTimer?.();
    for (const signal of signals) signal.removeEventListener("abort", follow);
  };
  const end = (reason: unknown): void => {
    cancel();
    controller.abort(reason);
  };
  const aborted = signals.find((signal) => signal.aborted);
  if (aborted !== undefined) end(aborted.reason);
  else for (const signal of signals) signal.addEventListener("abort", follow, { once: true });
  const watchful = signals.filter(isWatchful);
  // Those that fire when they are looked at tell this one by their event.
  if (watchful.length > 0) watchfulSignal(controller, () => watchful.forEach((signal) => signal.aborted));
  return { signal: controller.signal, cancel };
}

/** What `AbortSignal.timeout` gives as its reason. */
function timeout(ms: number): DOMException {
  return new DOMException(`the deadline of ${ms} ms has passed`, "TimeoutError");
}
