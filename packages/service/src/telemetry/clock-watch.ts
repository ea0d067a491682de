import type { Clock } from "@genai-collector/component";

/** Corrections that are slewed change the clock by less than a thousandth; whoever steps it steps it further than this. */
const leastStepMs = 500;
/** Between the two readings of one look, the process was held up: that look says nothing. */
const longestLookMs = 50;

/**
 * Finds steps of the wall clock: it is compared with the clock that never steps. A machine that slept looks as if its
 * clock had been set forward, and is told alike: data of the time in between comes late.
 */
export class ClockWatch {
  readonly #clock: Clock;
  /** Wall time minus monotonic time, as it was last. */
  #offset: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** By how much the wall clock was set since the last look, in milliseconds, forward or (negative) back; 0: it was not. */
  look(): number {
    const before = this.#clock.monotonic();
    const now = this.#clock.now();
    const after = this.#clock.monotonic();
    if (after - before > longestLookMs) return 0;
    const offset = now - after;
    const step = offset - (this.#offset ?? offset);
    this.#offset = offset;
    return Math.abs(step) < leastStepMs ? 0 : Math.round(step);
  }
}
