import type { ExportCounters, Signal } from "@genai-collector/component";

/** Counters that remember what they were told, all signals together. */
export class Counted implements ExportCounters {
  readonly totals = { sent: 0, failed: 0, enqueueFailed: 0, enqueued: 0 };
  /** Of what failed, what nobody waited for; and what an earlier process left. */
  dropped = 0;
  restoredItems = 0;
  readonly errors: unknown[] = [];
  readonly enqueuedSizes: (readonly [items: number, bytes: number])[] = [];
  readonly batches: (readonly [items: number, bytes: number])[] = [];
  inFlightNow = 0;
  readonly #walks: { readonly walk: () => number; readonly place: "memory" | "disk" }[] = [];
  readonly #queues = new Map<Signal, () => { readonly size: number; readonly capacity: number }>();

  sent(_signal: Signal, items: number): void {
    this.totals.sent += items;
  }

  failed(_signal: Signal, items: number, error: unknown, unansweredItems = 0): void {
    this.totals.failed += items;
    this.dropped += unansweredItems;
    this.errors.push(error);
  }

  enqueueFailed(_signal: Signal, items: number): void {
    this.totals.enqueueFailed += items;
  }

  enqueued(_signal: Signal, items: number, bytes: number): void {
    this.totals.enqueued += items;
    this.enqueuedSizes.push([items, bytes]);
  }

  batched(_signal: Signal, items: number, bytes: number): void {
    this.batches.push([items, bytes]);
  }

  inFlight(_signal: Signal, change: 1 | -1): void {
    this.inFlightNow += change;
  }

  queue(signal: Signal, read: () => { readonly size: number; readonly capacity: number }): void {
    this.#queues.set(signal, read);
  }

  restored(_signal: Signal, items: number): void {
    this.restoredItems += items;
  }

  holds(_signal: Signal, walk: () => number, place: "memory" | "disk"): void {
    this.#walks.push({ walk, place });
  }

  /** What it says to hold now, in memory and on disk. */
  get held(): { readonly memory: number; readonly disk: number } {
    const held = { memory: 0, disk: 0 };
    for (const { walk, place } of this.#walks) held[place] += walk();
    return held;
  }

  /** What the queue of a signal says now. */
  queueOf(signal: Signal): { readonly size: number; readonly capacity: number } | undefined {
    return this.#queues.get(signal)?.();
  }
}
