import type { Clock } from "./runtime.ts";

/** How long the door stays watchful after the last report. */
const watchfulMs = 5 * 60_000;

/**
 * Whether somebody sends bytes that only look like telemetry. Who reads what others pushed to its full depth, and finds
 * that it is broken, reports it; receivers of pushed data ask, and then check everything at the door. Of this worker.
 */
export interface Suspicion {
  readonly isRaised: boolean;
  /** Raised for five minutes from now. */
  report(): void;
}

/** Raised for five minutes after each report, by a clock that never steps back. */
export class TimedSuspicion implements Suspicion {
  readonly #clock: Clock;
  #until = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isRaised(): boolean {
    return this.#clock.monotonic() < this.#until;
  }

  report(): void {
    this.#until = this.#clock.monotonic() + watchfulMs;
  }
}
