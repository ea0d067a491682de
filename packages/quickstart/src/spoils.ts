import type { ReceivedPoint } from "./otlp-decoder.ts";
import type { ReceivedRecord } from "./otlp-log-decoder.ts";

/** What a sink is to do wrong, to see that it is found: how many of the first points and records. */
export interface SpoilPlan {
  readonly losePoints?: number;
  /** After those that are lost: they come once more, with other bytes. */
  readonly repeatPoints?: number;
  readonly loseRecords?: number;
  readonly repeatRecords?: number;
}

const known = ["losePoints", "repeatPoints", "loseRecords", "repeatRecords"] as const;

/** Loses and repeats what comes first, exactly as often as planned. */
export class Spoils {
  readonly #left: Record<(typeof known)[number], number>;

  constructor(plan: SpoilPlan) {
    this.#left = { losePoints: 0, repeatPoints: 0, loseRecords: 0, repeatRecords: 0, ...plan };
  }

  /** Reads a plan; empty: nothing is done wrong. Throws an `Error` for what is none. */
  static parse(text: string): Spoils {
    const plan = JSON.parse(text === "" ? "{}" : text) as Record<string, unknown>;
    for (const [key, value] of Object.entries(plan))
      if (!(known as readonly string[]).includes(key) || !Number.isInteger(value))
        throw new Error(`a plan has whole numbers under ${known.join(", ")}, found ${key}`);
    return new Spoils(plan);
  }

  points(points: readonly ReceivedPoint[]): readonly ReceivedPoint[] {
    return this.#spoil(points, "losePoints", "repeatPoints", (point) => ({ ...point, digest: `${point.digest}'` }));
  }

  records(records: readonly ReceivedRecord[]): readonly ReceivedRecord[] {
    return this.#spoil(records, "loseRecords", "repeatRecords", (record) => record);
  }

  #spoil<T>(
    items: readonly T[],
    lose: (typeof known)[number],
    repeat: (typeof known)[number],
    again: (item: T) => T,
  ): readonly T[] {
    return items.flatMap((item) => {
      if (this.#take(lose)) return [];
      return this.#take(repeat) ? [item, again(item)] : [item];
    });
  }

  #take(what: (typeof known)[number]): boolean {
    if (this.#left[what] <= 0) return false;
    this.#left[what]--;
    return true;
  }
}
