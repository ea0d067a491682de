import type { Books, Signal } from "@genai-collector/component";
import type { dropReasons, GuardRecorders } from "./telemetry.ts";

export type DropReason = (typeof dropReasons)[number];

/** Where drops are told: in metrics, and in the ledger. */
export interface DropsRecord {
  readonly recorders: GuardRecorders;
  readonly books: Books;
}

/** Counts, for one payload, what is dropped and why. */
export class Drops {
  readonly #items = new Map<DropReason, number>();

  /** Whether an item stays: it does where there is no reason. */
  keeps(reason: DropReason | undefined): boolean {
    if (reason !== undefined) this.add(reason, 1);
    return reason === undefined;
  }

  add(reason: DropReason, items: number): void {
    if (items > 0) this.#items.set(reason, (this.#items.get(reason) ?? 0) + items);
  }

  /** Tells what was dropped of a payload of this signal. */
  record(signal: Signal, { books, recorders }: DropsRecord): void {
    for (const [reason, items] of this.#items) {
      recorders.dropped.record(items, { reason });
      books.dropped(signal, items, reason);
    }
  }
}
