import {
  provide,
  serverMiddleware,
  type Component,
  type Provided,
  type ServerMiddleware,
  type Settings,
} from "@genai-collector/component";
import { memoryLimiterOf, type MemoryLimiter, type MemoryLimiterConfig } from "@genai-collector/config/memory-limiter";
import type { memoryLimiterExtensionInstruments } from "./telemetry.ts";

/** Stands at the doors of receivers and lets no request in while memory is short. */
export class MemoryLimiterExtension implements Component, ServerMiddleware {
  readonly provided: readonly Provided[] = [provide(serverMiddleware, this)];
  readonly #settings: Settings<typeof memoryLimiterExtensionInstruments>;
  readonly #limiter: MemoryLimiter;

  constructor(settings: Settings<typeof memoryLimiterExtensionInstruments>, config: MemoryLimiterConfig) {
    this.#settings = settings;
    this.#limiter = memoryLimiterOf(config);
  }

  async start(): Promise<void> {
    this.#limiter.start(this.#settings);
  }

  async shutdown(): Promise<void> {
    this.#limiter.stop(this.#settings);
  }

  admit(): void {
    const refusal = this.#limiter.refusal(this.#settings);
    if (refusal === undefined) return;
    this.#settings.instruments.refused_requests.record(1);
    throw refusal;
  }
}
