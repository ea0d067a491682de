import type { Timers } from "@genai-collector/component";

/** A longer timeout would fire at once. */
const longestMs = 2_147_483_647;

/** The event loop's timers. */
export const systemTimers: Timers = {
  after,
  sleep(ms, signal) {
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
  },
  deadline(ms, ...signals) {
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
    return { signal: controller.signal, cancel };
  },
  pause: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
};

function after(ms: number, run: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    timer = setTimeout(
      () => (left > longestMs ? arm(left - longestMs) : run()),
      Math.min(Math.max(0, left), longestMs),
    );
  };
  arm(ms);
  return () => clearTimeout(timer);
}

/** What `AbortSignal.timeout` gives as its reason. */
function timeout(ms: number): DOMException {
  return new DOMException(`the deadline of ${ms} ms has passed`, "TimeoutError");
}
