import type { Clock, Timers } from "@genai-collector/component";

/** One who waits. */
export interface Wait {
  readonly late: () => void;
  readonly until: number;
  before: Wait | undefined;
  behind: Wait | undefined;
  isOver: boolean;
}

/**
 * Waits that all may take equally long. One timer serves them all, that of the oldest, and goes on ticking when nobody
 * waits: most waits are over within microseconds, and a timer for each would cost more than what is waited for.
 */
export class Patience {
  readonly #ms: number;
  readonly #clock: Clock;
  readonly #timers: Timers;
  #oldest: Wait | undefined;
  #youngest: Wait | undefined;
  #stopTimer: (() => void) | undefined;

  constructor(ms: number, runtime: { readonly clock: Clock; readonly timers: Timers }) {
    this.#ms = ms;
    this.#clock = runtime.clock;
    this.#timers = runtime.timers;
  }

  /** Calls `late`, once, unless the wait ends before. */
  begin(late: () => void): Wait {
    const until = this.#clock.monotonic() + this.#ms;
    const wait: Wait = { late, until, before: this.#youngest, behind: undefined, isOver: false };
    if (this.#youngest === undefined) this.#oldest = wait;
    else this.#youngest.behind = wait;
    this.#youngest = wait;
    this.#stopTimer ??= this.#timers.after(this.#ms, this.#tick);
    return wait;
  }

  /** Safe to call twice. */
  end(wait: Wait): void {
    if (wait.isOver) return;
    wait.isOver = true;
    if (wait.before === undefined) this.#oldest = wait.behind;
    else wait.before.behind = wait.behind;
    if (wait.behind === undefined) this.#youngest = wait.before;
    else wait.behind.before = wait.before;
    // One that grew old would keep all that came behind it, until the whole heap is collected.
    wait.before = undefined;
    wait.behind = undefined;
  }

  /** Lets go of the timer. Who still waits, waits for ever. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  readonly #tick = (): void => {
    this.#stopTimer = undefined;
    const now = this.#clock.monotonic();
    let oldest = this.#oldest;
    for (; oldest !== undefined && oldest.until <= now; oldest = this.#oldest) {
      this.end(oldest);
      oldest.late();
    }
    // The clock and the timers of a machine may differ by a fraction of a millisecond.
    if (oldest !== undefined)
      this.#stopTimer ??= this.#timers.after(Math.max(1, Math.ceil(oldest.until - now)), this.#tick);
  };
}
