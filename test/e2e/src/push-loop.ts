import { setTimeout as sleep } from "node:timers/promises";
import { numberedRequest, type ItemRange, type NumberedSignal } from "./numbered-items.ts";
import type { OtlpClient } from "./otlp-client.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Items that a client was told are taken. */
export interface TakenItems extends ItemRange {
  /** When it was told, by `performance.now()`. */
  readonly at: number;
}

/** What a push loop sends. */
export interface PushLoopOptions {
  readonly signal: NumberedSignal;
  /** The number of its first item: no two loops may meet. */
  readonly first: number;
  readonly random: SeededRandom;
  /** Items of one request, at most. */
  readonly maxItems?: number;
  /** Beside each item, in bytes. */
  readonly padding?: number;
  /** Longest pause behind each request, in milliseconds. */
  readonly maxPauseMs?: number;
}

/** How long the sender of a request that got no answer waits: there may be no collector now. */
const afterTroubleMs = 30;

/** Sends request after request, never the same item twice, and remembers which of them were taken. */
export class PushLoop {
  readonly taken: TakenItems[] = [];
  /** Items of all requests, whatever came of them. */
  offered = 0;
  /** Items of requests that were answered with a refusal. */
  refused = 0;
  /** Items of requests that got no answer. */
  unknown = 0;
  /** Is told whenever items are taken. */
  onTaken: () => void = () => undefined;
  readonly signal: NumberedSignal;
  readonly #client: OtlpClient;
  readonly #options: PushLoopOptions;
  readonly #done: Promise<void>;
  #isOver = false;

  constructor(client: OtlpClient, options: PushLoopOptions) {
    this.#client = client;
    this.#options = options;
    this.signal = options.signal;
    this.#done = this.#run();
  }

  get takenItems(): number {
    return this.taken.reduce((sum, { count }) => sum + count, 0);
  }

  /** Sends nothing more, and waits for the answer of what is under way. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
    this.#client.close();
  }

  async #run(): Promise<void> {
    const { signal, first, random, maxItems = 20, padding = 0, maxPauseMs = 10 } = this.#options;
    while (!this.#isOver) {
      const range = { first: first + this.offered, count: random.integer(1, maxItems) };
      this.offered += range.count;
      const { outcome } = await this.#client.send(signal, numberedRequest(signal, range, padding));
      if (outcome === "taken") {
        this.taken.push({ ...range, at: performance.now() });
        this.onTaken();
      } else this[outcome] += range.count;
      await sleep(outcome === "taken" ? random.integer(0, maxPauseMs) : afterTroubleMs);
    }
  }
}
