import type { BookedHour, Instant } from "@genai-collector/component";
import { sharesByHour } from "./hour-shares.ts";

/** Collects what is booked for each hour. */
export class HourBooks {
  readonly #hours = new Map<Instant, Map<string, number>>();

  /** Nothing is booked for an amount of 0. */
  add(hour: Instant, name: string, amount: number): void {
    if (amount === 0) return;
    const amounts = this.#hours.get(hour) ?? new Map<string, number>();
    this.#hours.set(hour, amounts);
    amounts.set(name, (amounts.get(name) ?? 0) + amount);
  }

  /** Books the time in `(from, to]`, by hours. */
  addTime(name: string, from: Instant, to: Instant, bucketMs: number | undefined): void {
    for (const { hour, ms } of sharesByHour(from, to, bucketMs)) this.add(hour, name, ms);
  }

  addAll(booked: readonly BookedHour[]): void {
    for (const { hour, amounts } of booked)
      for (const [name, amount] of Object.entries(amounts)) this.add(hour, name, amount);
  }

  /** Oldest first. */
  booked(): readonly BookedHour[] {
    return [...this.#hours]
      .toSorted(([a], [b]) => a - b)
      .map(([hour, amounts]) => ({ hour, amounts: Object.fromEntries(amounts) }));
  }
}

/** What stands for the same hour in several, in one. */
export function sumBooked(...all: readonly (readonly BookedHour[])[]): readonly BookedHour[] {
  const books = new HourBooks();
  for (const booked of all) books.addAll(booked);
  return books.booked();
}
