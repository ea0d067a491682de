import type { dropReasons, GuardRecorders } from "./telemetry.ts";

export type DropReason = (typeof dropReasons)[number];

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

  record({ dropped }: GuardRecorders): void {
    for (const [reason, items] of this.#items) dropped.record(items, { reason });
  }
}
