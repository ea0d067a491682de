import type { Clock, Timers } from "@genai-collector/component";

/** Tokens per second, and how many may be saved up. Both above 0. */
export interface RateLimit {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

interface Waiter {
  readonly priority: number;
  readonly grant: () => void;
}

/**
 * A token bucket, full at first. Whoever started earlier is served first, however late it asks: a poll that has begun
 * finishes before a later one gets a share, so that many polls under one small budget end one after the other instead
 * of all missing their deadlines, and so that a lane that catches up never starves the others.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #limit: RateLimit;
  #tokens: number;
  #countedAt: number;
  #waiting: Waiter[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, timers: Timers, limit: RateLimit) {
    this.#clock = clock;
    this.#timers = timers;
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#countedAt = clock.monotonic();
  }

  /** Resolves with a token; rejects with `signal.reason` when `signal` fires first. Lower `priority` goes first. */
  async take(priority: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw signal.reason;
    const granted = Promise.withResolvers<void>();
    const waiter: Waiter = { priority, grant: granted.resolve };
    const leave = (): void => {
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
      if (this.#waiting.length === 0) this.#disarm();
      granted.reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    // Equal priorities keep their order: an insertion behind the last that is not later.
    const behind = this.#waiting.findLastIndex((other) => other.priority <= priority);
    this.#waiting.splice(behind + 1, 0, waiter);
    this.#serve();
    try {
      await granted.promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  #serve(): void {
    this.#refill();
    while (this.#waiting.length > 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#waiting.shift()!.grant();
    }
    if (this.#waiting.length === 0 || this.#cancelTimer !== undefined) return;
    const untilNext = ((1 - this.#tokens) / this.#limit.requestsPerSecond) * 1_000;
    this.#cancelTimer = this.#timers.after(Math.max(1, Math.ceil(untilNext)), () => {
      this.#cancelTimer = undefined;
      this.#serve();
    });
  }

  /** A timer that nobody waits for would keep the process. */
  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #refill(): void {
    const now = this.#clock.monotonic();
    const earned = ((now - this.#countedAt) / 1_000) * this.#limit.requestsPerSecond;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + earned);
    this.#countedAt = now;
  }
}
