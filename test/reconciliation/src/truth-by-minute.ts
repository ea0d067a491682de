import type { ReceivedRecord } from "./received.ts";

const minute = 60_000;

/** What a platform knows of records, asked for by the minute: the records of a page are of few. */
export class TruthByMinute<T> {
  readonly #minuteOf: (from: number, to: number) => Iterable<readonly [id: string, truth: T]>;
  readonly #minutes = new Map<number, ReadonlyMap<string, T>>();

  /** `minuteOf`: what was made in [from, to), in milliseconds since 1970 UTC. */
  constructor(minuteOf: (from: number, to: number) => Iterable<readonly [id: string, truth: T]>) {
    this.#minuteOf = minuteOf;
  }

  /** Undefined: the platform knows nothing of that id and that time. */
  of(id: string, { timeNanos }: ReceivedRecord): T | undefined {
    const from = Math.floor(Number(timeNanos / 1_000_000n) / minute) * minute;
    let truths = this.#minutes.get(from);
    if (truths === undefined) this.#minutes.set(from, (truths = new Map(this.#minuteOf(from, from + minute))));
    return truths.get(id);
  }
}
