import {
  HeldItems,
  isCollectorError,
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
  /** Told of what a bug of the component itself rejected. */
  onOwnBug: ((items: number) => void) | undefined;
  /** The link behind the component: what comes from there is not its own. */
  behind: LinkAccount | undefined;
  readonly #underWay = new HeldItems();
  readonly #bugs = new WeakSet<object>();
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
      // Against the contract, and told like every other bug.
      this.#reject(error, items);
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
      this.#reject(error, items);
      throw error;
    } finally {
      this.#underWay.remove(place);
      this.#pulse.wake();
    }
    this.taken += items;
  }

  #reject(error: unknown, items: number): void {
    const rejected = rejectedItems(error, items);
    this.rejected += rejected;
    this.taken += items - rejected;
    if (isCollectorError(error) || typeof error !== "object" || error === null) return;
    this.#bugs.add(error);
    const { behind } = this;
    if (behind === undefined || !behind.#bugs.has(error)) this.onOwnBug?.(rejected);
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
