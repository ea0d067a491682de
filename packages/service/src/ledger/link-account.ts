import {
  HeldItems,
  rejectedItems,
  takenAtOnce,
  type BatchContext,
  type Consumer,
  type Payload,
} from "@genai-collector/component";
import type { Counter } from "../telemetry/instruments.ts";
import type { LedgerPulse } from "./ledger-pulse.ts";

/** What was handed to one component by those before it, and how it answered. */
export class LinkAccount {
  entered = 0;
  taken = 0;
  rejected = 0;
  readonly #underWay = new HeldItems();
  readonly #pulse: LedgerPulse;

  constructor(pulse: LedgerPulse) {
    this.#pulse = pulse;
  }

  /** What was not answered yet. */
  get underWay(): number {
    return this.#underWay.items;
  }

  /** Hands `payload`, which has so many `items`, to `next`, and counts. */
  pass<P extends Payload>(next: Consumer<P>, payload: P, context: BatchContext, items: number): Promise<void> {
    this.entered += items;
    if (!this.#pulse.isAwake) this.#pulse.wake();
    let answer: Promise<void>;
    try {
      answer = next.consume(payload, context);
    } catch (error) {
      // Against the contract, and told as any other bug.
      this.rejected += items;
      return Promise.reject(error);
    }
    if (answer !== takenAtOnce) return this.#wait(answer, items);
    this.taken += items;
    return answer;
  }

  async #wait(answer: Promise<void>, items: number): Promise<void> {
    const place = this.#underWay.add(items);
    try {
      await answer;
    } catch (error) {
      const rejected = rejectedItems(error, items);
      this.rejected += rejected;
      this.taken += items - rejected;
      throw error;
    } finally {
      this.#underWay.remove(place);
      this.#pulse.wake();
    }
    this.taken += items;
  }
}

/** Counts what passes from one component to the next, in the ledger and for metrics: the items are read once for all. */
export function countedLink<P extends Payload>(
  next: Consumer<P>,
  account: LinkAccount,
  counters: readonly Counter[] = [],
): Consumer<P> {
  return {
    consume(payload: P, context: BatchContext): Promise<void> {
      const { items } = payload;
      for (const counter of counters) counter.add(items);
      return account.pass(next, payload, context, items);
    },
  };
}
