import { timersOver, type Timers } from "@genai-collector/component";

/** A longer timeout would fire at once. */
const longestMs = 2_147_483_647;

/** The event loop's timers. */
export const systemTimers: Timers = {
  after,
  ...timersOver(after),
  pause: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
};

function after(ms: number, run: () => void): () => void {
  // The event loop would take it for no time at all.
  if (Number.isNaN(ms)) throw new RangeError("a timer needs a number of milliseconds, found NaN");
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
