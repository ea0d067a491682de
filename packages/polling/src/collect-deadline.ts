import { CollectorError, type Clock, type Timers } from "@genai-collector/component";

/**
 * How long one `collect` may take. Waiting for the rate limit does not count: a small budget makes polls late, and must
 * not make them fail.
 */
export class CollectDeadline {
  /** Fires at the deadline, or with the signal that it was given. */
  readonly signal: AbortSignal;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #budgetMs: number;
  readonly #expired = new AbortController();
  readonly #letGo: () => void;
  #leftMs: number;
  #runningSince: number;
  #pauses = 0;
  #isClosed = false;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock, timers: Timers, budgetMs: number, stop: AbortSignal) {
    this.#clock = clock;
    this.#timers = timers;
    this.#budgetMs = budgetMs;
    this.#leftMs = budgetMs;
    this.#runningSince = clock.monotonic();
    const both = timers.deadline(Infinity, this.#expired.signal, stop);
    this.signal = both.signal;
    this.#letGo = both.cancel;
    this.#arm();
  }

  /** Milliseconds that are left, not below 0. */
  get remainingMs(): number {
    const running = this.#pauses > 0 ? 0 : this.#clock.monotonic() - this.#runningSince;
    return Math.max(0, this.#leftMs - running);
  }

  get isExpired(): boolean {
    return this.#expired.signal.aborted;
  }

  /** Stops counting until every pause is over. Returns the end of this one. */
  pause(): () => void {
    if (this.#pauses === 0) {
      this.#leftMs = this.remainingMs;
      this.#cancelTimer();
    }
    this.#pauses += 1;
    let paused = true;
    return () => {
      if (!paused) return;
      paused = false;
      this.#pauses -= 1;
      if (this.#pauses > 0) return;
      this.#runningSince = this.#clock.monotonic();
      this.#arm();
    };
  }

  /** Ends it. A pause that is over only afterwards starts nothing again. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#letGo();
  }

  #arm(): void {
    if (this.#isClosed) return;
    this.#cancelTimer = this.#timers.after(this.#leftMs, () => {
      this.#expired.abort(
        new CollectorError("POLLING_DEADLINE", `the poll took longer than ${this.#budgetMs} ms`, { kind: "retryable" }),
      );
    });
  }
}
