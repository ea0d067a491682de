import { defineProcessor } from "@genai-collector/component";
import { memoryLimiterConfig } from "@genai-collector/config/memory-limiter";
import { MemoryLimiterProcessor } from "./memory-limiter-processor.ts";
import { memoryLimiterProcessorInstruments } from "./telemetry.ts";

/** Refuses data while the collector's memory is short. */
export const memoryLimiterProcessorFactory = defineProcessor({
  type: "memory_limiter",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: memoryLimiterConfig,
  instruments: memoryLimiterProcessorInstruments,
  traits: () => ({ admitsOnly: true }),
  createAny: (settings, config, next) => new MemoryLimiterProcessor(settings, config, next),
});
