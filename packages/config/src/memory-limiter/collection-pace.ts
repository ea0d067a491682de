import type { ConfigOf } from "@genai-collector/component";
import type { memoryLimiterConfig } from "./config.ts";

type Config = ConfigOf<typeof memoryLimiterConfig>;
type Limited = "soft" | "hard";

/** A collection that frees a smaller part of the memory in use was for nothing. */
export const worthwhile = 0.05;
/** An interval of 0 cannot be doubled: it becomes nearly the time between two checks first, as in otelcol. */
const almost = 0.95;

/** When garbage may be collected: less often as long as it frees little, since all stands still meanwhile. */
export class CollectionPace {
  readonly #min: Readonly<Record<Limited, number>>;
  readonly #max: Readonly<Record<Limited, number>>;
  readonly #checkMs: number;
  #intervalMs: Readonly<Record<Limited, number>>;
  #lastAt = -Infinity;

  constructor(config: Config) {
    this.#checkMs = config.check_interval;
    this.#min = { soft: config.min_gc_interval_when_soft_limited, hard: config.min_gc_interval_when_hard_limited };
    this.#max = { soft: config.max_gc_interval_when_soft_limited, hard: config.max_gc_interval_when_hard_limited };
    this.#intervalMs = this.#min;
  }

  /** Whether the last collection is long enough ago. */
  isDue(level: Limited, now: number): boolean {
    return now - this.#lastAt >= this.#intervalMs[level];
  }

  /** There is garbage again: the next collection will not be for nothing. */
  expectGarbage(): void {
    this.#intervalMs = this.#min;
  }

  /** A collection ended at `now`. Returns the time until the next one at least, where it was for nothing. */
  collected(level: Limited, now: number, before: number, after: number): number | undefined {
    this.#lastAt = now;
    if (before - after >= before * worthwhile) {
      this.#intervalMs = this.#min;
      return undefined;
    }
    const doubled = 2 * Math.max(this.#intervalMs[level], this.#checkMs * almost);
    // A ceiling below the floor raises nothing.
    const intervalMs = Math.max(this.#min[level], Math.min(doubled, this.#max[level]));
    this.#intervalMs = { ...this.#intervalMs, [level]: intervalMs };
    return intervalMs;
  }
}
