import type { BookedHour, Frontier, Instant } from "@genai-collector/component";
import { HourBooks } from "./hour-books.ts";
import { hourOf } from "./hour-shares.ts";

/** A restart loses no more than what was told in this time; a lane that stands still writes no more often for it. */
const keepForMs = 600_000;

/** What settle told a lane of changes after delivery, until it is saved: with the next frontier, or after ten minutes. */
export class Revisions {
  #books = new HourBooks();
  /** By the clock that never steps. Undefined: there are none. */
  #since: number | undefined;

  /** `points` of the bucket that ended at `end` are another than was delivered. */
  add(end: Instant, points: number, bucketMs: number, monotonic: number): void {
    this.#books.add(hourOf(end), "revised_items", points);
    this.#books.add(hourOf(end), "revised_ms", bucketMs);
    this.#since ??= monotonic;
  }

  get isEmpty(): boolean {
    return this.#since === undefined;
  }

  /** They have waited long enough to be saved without a frontier that moves. */
  isDue(monotonic: number): boolean {
    return this.#since !== undefined && monotonic - this.#since >= keepForMs;
  }

  /** Hands them over: they are the caller's to save. */
  take(): readonly BookedHour[] {
    const booked = this.#books.booked();
    this.#books = new HourBooks();
    this.#since = undefined;
    return booked;
  }

  /** They were not saved after all. */
  giveBack(booked: readonly BookedHour[], monotonic: number): void {
    if (booked.length === 0) return;
    this.#books.addAll(booked);
    this.#since ??= monotonic;
  }
}

/**
 * Where a lane stands still and has something to book: the same time, with another mark in place of a cursor, which
 * loops with buckets have none of. Stores take another cursor at the same time for progress, and the same one only once.
 */
export function markedFrontier({ time, cursor }: Frontier): Frontier {
  const last = /^revised\|(\d{1,15})$/.exec(cursor ?? "")?.[1];
  return { time, cursor: `revised|${Number(last ?? 0) + 1}` };
}
