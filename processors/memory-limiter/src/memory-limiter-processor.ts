import type { BatchContext, Component, Consumer, Payload, Settings, Signal } from "@genai-collector/component";
import { memoryLimiterOf, type MemoryLimiter, type MemoryLimiterConfig } from "@genai-collector/config/memory-limiter";
import { itemsOf, type memoryLimiterProcessorInstruments } from "./telemetry.ts";

/** Lets a payload through whole, or refuses it. The limiter, which all pipelines share, decides. */
export class MemoryLimiterProcessor<P extends Payload> implements Component, Consumer<P> {
  readonly #settings: Settings<typeof memoryLimiterProcessorInstruments>;
  readonly #limiter: MemoryLimiter;
  readonly #next: Consumer<P>;

  constructor(
    settings: Settings<typeof memoryLimiterProcessorInstruments>,
    config: MemoryLimiterConfig,
    next: Consumer<P>,
  ) {
    this.#settings = settings;
    this.#limiter = memoryLimiterOf(config);
    this.#next = next;
  }

  async start(): Promise<void> {
    this.#limiter.start(this.#settings);
  }

  async shutdown(): Promise<void> {
    this.#limiter.stop(this.#settings);
  }

  consume(payload: P, context: BatchContext): Promise<void> {
    const refusal = this.#limiter.refusal(this.#settings);
    if (refusal !== undefined) this.#settings.books.returned(payload.signal, payload.items, "memory");
    this.#count(refusal === undefined ? "accepted" : "refused", payload.signal, payload.items);
    return refusal === undefined ? this.#next.consume(payload, context) : Promise.reject(refusal);
  }

  #count(outcome: "accepted" | "refused", signal: Signal, items: number): void {
    if (items > 0) this.#settings.instruments[`${outcome}_${itemsOf[signal]}`].record(items);
  }
}
