import {
  addSkippedRanges,
  type BookedHour,
  type Checkpoint,
  type Instant,
  type Skipped,
  type SkippedRange,
} from "@genai-collector/component";
import { HourBooks } from "./hour-books.ts";
import { sharesByHour } from "./hour-shares.ts";

/** As many as stores keep one by one. */
const mostHours = 26;

type Amounts = Readonly<Record<string, number>>;

/** What the store's books of a lane say, as far as this process read and wrote them. */
export class LaneAccount {
  /** Where the lane's time begins. */
  readonly origin: Instant;
  #hours: readonly BookedHour[];
  #earlier: Amounts;
  #ranges: readonly SkippedRange[];
  #unbooked: readonly BookedHour[] = [];

  /** A record without an origin is of a store that keeps none: it then begins where its books do. */
  constructor(
    { frontier, origin, books = [], earlier = {}, skippedRanges = [] }: Checkpoint,
    bucketMs: number | undefined,
  ) {
    this.#hours = books;
    this.#earlier = earlier;
    this.#ranges = skippedRanges;
    this.origin = origin ?? frontier.time - msOf(this.total());
    const unbooked = this.#shortOf(frontier.time, bucketMs);
    this.add(unbooked, []);
    this.#unbooked = unbooked;
  }

  /**
   * What nobody booked of the way to the frontier, because a release without books went it: to be saved with what is
   * booked next, so that every millisecond stands somewhere.
   */
  get unbooked(): readonly BookedHour[] {
    return this.#unbooked;
  }

  /** The last hours, oldest first. */
  get hours(): readonly BookedHour[] {
    return this.#hours;
  }

  /** The newest stretches of time that were skipped, oldest first. */
  get ranges(): readonly SkippedRange[] {
    return this.#ranges;
  }

  /** The store has it, and what was not booked before, too: that is counted here from the start. */
  add(booked: readonly BookedHour[], skipped: readonly Skipped[]): void {
    this.#unbooked = [];
    this.#ranges = addSkippedRanges(this.#ranges, skipped);
    const books = new HourBooks();
    books.addAll(this.#hours);
    books.addAll(booked);
    const all = books.booked();
    const old = all.slice(0, Math.max(0, all.length - mostHours));
    this.#hours = all.slice(old.length);
    this.#earlier = sumOf([this.#earlier, ...old.map(({ amounts }) => amounts)]);
  }

  /** Of all hours. */
  total(): Amounts {
    return sumOf([this.#earlier, ...this.#hours.map(({ amounts }) => amounts)]);
  }

  #shortOf(frontier: Instant, bucketMs: number | undefined): readonly BookedHour[] {
    let missingMs = frontier - this.origin - msOf(this.total());
    const known = new Map(this.#hours.map(({ hour, amounts }) => [hour, msOf(amounts)]));
    const books = new HourBooks();
    for (const { hour, ms } of sharesByHour(this.origin, frontier, bucketMs).toReversed()) {
      const here = Math.max(0, Math.min(missingMs, ms - (known.get(hour) ?? 0)));
      books.add(hour, "skipped_ms/unbooked", here);
      missingMs -= here;
    }
    return books.booked();
  }
}

/** Time that a lane has passed: delivered, or skipped. */
function msOf(amounts: Amounts): number {
  return Object.entries(amounts).reduce(
    (sum, [name, ms]) => (name === "delivered_ms" || name.startsWith("skipped_ms/") ? sum + ms : sum),
    0,
  );
}

function sumOf(all: readonly Amounts[]): Amounts {
  const sums = new Map<string, number>();
  for (const amounts of all)
    for (const [name, amount] of Object.entries(amounts)) sums.set(name, (sums.get(name) ?? 0) + amount);
  return Object.fromEntries(sums);
}
