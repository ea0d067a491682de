import type { Clock } from "@genai-collector/component";

const tickMs = 1_000;

/** Lets the first ones of each second through, then every so many-th: as otelcol's log sampling does. */
export class Sampler {
  readonly #clock: Clock;
  readonly #initial: number;
  readonly #thereafter: number;
  #tickAt = -Infinity;
  #inTick = 0;

  /** `thereafter`: 1 for all of them, 0 for none. */
  constructor(clock: Clock, initial: number, thereafter: number) {
    this.#clock = clock;
    this.#initial = initial;
    this.#thereafter = thereafter;
  }

  /** Whether this one is let through. */
  next(): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#tickAt >= tickMs) {
      this.#tickAt = now;
      this.#inTick = 0;
    }
    const beyond = ++this.#inTick - this.#initial;
    return beyond <= 0 || (this.#thereafter > 0 && beyond % this.#thereafter === 0);
  }
}
