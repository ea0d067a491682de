import type { BookedHour, Frontier, Instant, Skipped } from "@genai-collector/component";
import { HourBooks } from "./hour-books.ts";
import { hourOf } from "./hour-shares.ts";
import type { Loop } from "./loop.ts";
import type { SkipNote } from "./skip-note.ts";
import { missedBefore } from "./snapshot-grid.ts";

/** Where a lane may go once the store has it, and what that stands for. */
export interface Progress {
  /** What is stored must still be this, else what is booked would be booked twice. */
  readonly from: Frontier | "absent";
  readonly to: Frontier;
  readonly skipped: readonly Skipped[];
  readonly booked: readonly BookedHour[];
  /** What settle told of before this was first tried to be saved. Undefined: it was not tried yet. */
  readonly revised?: readonly BookedHour[] | undefined;
  /** The first frontier of a lane that goes on where another one stood. */
  readonly isInherited?: boolean | undefined;
}

/** So many points or records of a bucket or an hour. */
export interface CountedItems {
  /** A bucket's end, or any time in the hour. */
  readonly at: Instant;
  readonly items: number;
}

/** What a pipeline took responsibility for. */
export interface Delivered {
  readonly from: Frontier;
  readonly to: Frontier;
  /** What was handed on, in the order of time. */
  readonly items: readonly CountedItems[];
  /** What the sink will never take; without `items`, all of it. */
  readonly gaps: readonly Skipped[];
  /** What the poll itself passed over, as far as it lies on the way. */
  readonly notes: readonly SkipNote[];
}

/** A reason as the instruments know it. */
export type ClosedReason = (reason: string) => string;

/**
 * What an acknowledgement stands for: all the time between two frontiers, delivered or skipped for a reason, once; and the
 * items in it.
 */
export function progressOf(loop: Loop, delivered: Delivered, closed: ClosedReason): Progress {
  const { from, to } = delivered;
  const account = new Account(loop, from.time, to.time, closed);
  for (const note of delivered.notes) account.note(note);
  for (const gap of delivered.gaps) account.refuse(gap, delivered.items);
  if (loop.shape === "snapshot") account.skipTime("missed", from.time, missedBefore(loop, from.time, to.time));
  return { from, to, ...account.close(delivered.items) };
}

/** What was passed over as too old to be asked for. */
export function skippedProgress(loop: Loop, from: Frontier, to: Frontier, reason: string): Progress {
  const account = new Account(loop, from.time, to.time, (known) => known);
  account.skipTime(reason, from.time, to.time);
  return { from, to, ...account.close([]) };
}

/** The time of one bucket belongs to the hour in which it ends; time without buckets is cut at hours. */
export function bucketMsOf(loop: Loop): number | undefined {
  return loop.shape === "windowed" ? undefined : loop.bucketMs;
}

interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** Books one way from frontier to frontier. */
class Account {
  readonly #loop: Loop;
  readonly #from: Instant;
  readonly #to: Instant;
  readonly #closed: ClosedReason;
  readonly #books = new HourBooks();
  readonly #skipped: Skipped[] = [];
  readonly #refused: { readonly reason: string; readonly items: number }[] = [];
  /** What nobody has spoken of as skipped. */
  #left: Stretch[];

  constructor(loop: Loop, from: Instant, to: Instant, closed: ClosedReason) {
    this.#loop = loop;
    this.#from = from;
    this.#to = to;
    this.#closed = closed;
    this.#left = from < to ? [{ from, to }] : [];
  }

  /** Without a number, the bucket is what can be told; then the way; then, that it happened. */
  note({ reason, items, at }: SkipNote): void {
    const bucketMs = bucketMsOf(this.#loop);
    if (items !== undefined) this.#skipItems(reason, items, at ?? this.#to);
    else if (at !== undefined && bucketMs !== undefined) this.skipTime(reason, at - bucketMs, at);
    else if (this.#from < this.#to) this.skipTime(reason, this.#from, this.#to);
    else this.#skipItems(reason, 1, this.#to);
  }

  /** A gap of a sink: so many items, or all of what it stands for. */
  refuse({ reason, items }: Skipped, handed: readonly CountedItems[]): void {
    const refused = items ?? handed.reduce((sum, one) => sum + one.items, 0);
    this.#refused.push({ reason, items: refused });
    if (items === undefined && this.#from < this.#to) this.skipTime(reason, this.#from, this.#to);
    else this.#skipped.push({ reason, items: refused });
  }

  /** Time that is skipped for two reasons counts for the first. */
  skipTime(reason: string, from: Instant, to: Instant): void {
    for (const stretch of this.#left) {
      const skipped = { from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) };
      if (skipped.from >= skipped.to) continue;
      this.#skipped.push({ reason, ...skipped });
      this.#books.addTime(`skipped_ms/${this.#closed(reason)}`, skipped.from, skipped.to, bucketMsOf(this.#loop));
    }
    this.#left = this.#left.flatMap((stretch) => [
      ...(stretch.from < from ? [{ from: stretch.from, to: Math.min(stretch.to, from) }] : []),
      ...(stretch.to > to ? [{ from: Math.max(stretch.from, to), to: stretch.to }] : []),
    ]);
  }

  /** The rest is delivered. */
  close(handed: readonly CountedItems[]): {
    readonly skipped: readonly Skipped[];
    readonly booked: readonly BookedHour[];
  } {
    for (const { from, to } of this.#left) this.#books.addTime("delivered_ms", from, to, bucketMsOf(this.#loop));
    this.#bookItems(handed);
    return { skipped: this.#skipped, booked: this.#books.booked() };
  }

  /** Sinks do not say of which hour the items are that they refuse: the oldest are the likeliest. */
  #bookItems(handed: readonly CountedItems[]): void {
    const refused = this.#refused.map((one) => ({ ...one }));
    for (const { at, items } of handed) {
      let taken = items;
      for (const one of refused) {
        const here = Math.min(one.items, taken);
        this.#books.add(hourOf(at), `skipped_items/${this.#closed(one.reason)}`, here);
        one.items -= here;
        taken -= here;
      }
      this.#books.add(hourOf(at), "delivered_items", taken);
    }
    for (const { reason, items } of refused)
      this.#books.add(hourOf(this.#to), `skipped_items/${this.#closed(reason)}`, items);
  }

  #skipItems(reason: string, items: number, at: Instant): void {
    this.#skipped.push({ reason, items });
    this.#books.add(hourOf(at), `skipped_items/${this.#closed(reason)}`, items);
  }
}
