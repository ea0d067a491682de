import type { Coverage, Timers } from "@genai-collector/component";
import type { Consumers } from "./consumers.ts";
import { Fifo } from "./fifo.ts";

/** A request of polled data. */
export interface LaneRequest {
  /** Items that wait in it, and are not being sent. */
  readonly waitingItems: number;
  /** Sends it. Resolves with the milliseconds until the same is to be tried again, or undefined when it is over. */
  send(): Promise<number | undefined>;
}

interface Lane {
  readonly requests: Fifo<LaneRequest>;
  cancelWait: (() => void) | undefined;
}

/**
 * Keeps polled data in order, whatever the number of consumers: of one lane, a request is sent when the one before it is
 * over. Lanes do not wait for one another, and one that waits to try again takes up no consumer.
 */
export class Lanes {
  readonly #consumers: Consumers;
  readonly #timers: Timers;
  readonly #lanes = new Map<string, Lane>();
  #isStopped = false;

  constructor(consumers: Consumers, timers: Timers) {
    this.#consumers = consumers;
    this.#timers = timers;
  }

  /** Items that wait in all lanes. */
  get waitingItems(): number {
    let items = 0;
    for (const { requests } of this.#lanes.values()) items += requests.sum((request) => request.waitingItems);
    return items;
  }

  /** `name`: what `laneOf` gives. */
  add(name: string, request: LaneRequest): void {
    const known = this.#lanes.get(name);
    if (known !== undefined) {
      known.requests.add(request);
      return;
    }
    const lane: Lane = { requests: new Fifo(), cancelWait: undefined };
    lane.requests.add(request);
    this.#lanes.set(name, lane);
    this.#consumers.add(() => this.#next(name, lane));
  }

  /** Begins nothing more; what waits stays where it is. */
  stop(): void {
    this.#isStopped = true;
    for (const { cancelWait } of this.#lanes.values()) cancelWait?.();
  }

  async #next(name: string, lane: Lane): Promise<void> {
    if (this.#isStopped) return;
    const waitMs = await lane.requests.first!.send();
    if (waitMs !== undefined) {
      if (!this.#isStopped) lane.cancelWait = this.#timers.after(waitMs, () => this.#takeTurn(name, lane));
      return;
    }
    lane.requests.take();
    if (lane.requests.size === 0) this.#lanes.delete(name);
    else this.#takeTurn(name, lane);
  }

  #takeTurn(name: string, lane: Lane): void {
    lane.cancelWait = undefined;
    this.#consumers.add(() => this.#next(name, lane));
  }
}

/** What keeps its order among polled data. */
export function laneOf({ receiver, loop, pass }: Coverage): string {
  return JSON.stringify([receiver, loop, pass]);
}
