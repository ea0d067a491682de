import { defineExtension, serverMiddleware } from "@genai-collector/component";
import { memoryLimiterConfig } from "@genai-collector/config/memory-limiter";
import { MemoryLimiterExtension } from "./memory-limiter-extension.ts";
import { memoryLimiterExtensionInstruments } from "./telemetry.ts";

/** Refuses requests at the door while the collector's memory is short. */
export const memoryLimiterExtensionFactory = defineExtension({
  type: "memory_limiter",
  stability: { extension: "beta" },
  config: memoryLimiterConfig,
  instruments: memoryLimiterExtensionInstruments,
  // Each worker has receivers, and memory, of its own.
  traits: () => ({ perWorker: true }),
  provides: [serverMiddleware],
  create: (settings, config) => new MemoryLimiterExtension(settings, config),
});
