import type { Clock } from "@genai-collector/component";
import { LRUCache } from "lru-cache";

/** Metrics that are counted apart; beyond it the one that was not seen for longest begins anew. */
const mostSeries = 10_000;

/** When each set of one metric was seen last, the one that was not seen for longest first. */
type Seen = Map<string, number>;

/** How many label sets each series may have. A set that was not seen for the age limit makes room. */
export class CardinalityBudget {
  readonly #max: number;
  readonly #ageMs: number;
  readonly #clock: Clock;
  readonly #series = new LRUCache<string, Seen>({ max: mostSeries });

  constructor(max: number, ageMs: number, clock: Clock) {
    this.#max = max;
    this.#ageMs = ageMs;
    this.#clock = clock;
  }

  /** `known`: seen before. `new`: seen for the first time, and within the budget. `over`: beyond it. */
  admit(series: string, labels: string): "known" | "new" | "over" {
    const now = this.#clock.monotonic();
    let seen = this.#series.get(series);
    if (seen === undefined) this.#series.set(series, (seen = new Map()));
    this.#forgetOld(seen, now);
    const isKnown = seen.delete(labels);
    if (!isKnown && seen.size >= this.#max) return "over";
    seen.set(labels, now);
    return isKnown ? "known" : "new";
  }

  #forgetOld(seen: Seen, now: number): void {
    for (const [labels, at] of seen) {
      if (now - at <= this.#ageMs) return;
      seen.delete(labels);
    }
  }
}
