import type { Clock } from "@genai-collector/component";
import { LRUCache } from "lru-cache";

/** Metrics that are counted apart; beyond it the one that was not seen for longest begins anew. */
const mostSeries = 10_000;

/** How many label sets each series may have. A set that was not seen for the age limit makes room. */
export class CardinalityBudget {
  readonly #max: number;
  readonly #ageMs: number;
  readonly #clock: Clock;
  readonly #series: LRUCache<string, LRUCache<string, true>>;

  constructor(max: number, ageMs: number, clock: Clock) {
    this.#max = max;
    this.#ageMs = ageMs;
    this.#clock = clock;
    this.#series = new LRUCache({ max: mostSeries });
  }

  /** `known`: seen before. `new`: seen for the first time, and within the budget. `over`: beyond it. */
  admit(series: string, labels: string): "known" | "new" | "over" {
    let sets = this.#series.get(series);
    if (sets === undefined) this.#series.set(series, (sets = this.#newSets()));
    if (sets.get(labels) === true) return "known";
    if (sets.size >= this.#max) sets.purgeStale();
    if (sets.size >= this.#max) return "over";
    sets.set(labels, true);
    return "new";
  }

  #newSets(): LRUCache<string, true> {
    const clock = this.#clock;
    return new LRUCache<string, true>({
      max: this.#max,
      ttl: this.#ageMs,
      ttlResolution: 0,
      updateAgeOnGet: true,
      perf: { now: () => clock.monotonic() },
    });
  }
}
