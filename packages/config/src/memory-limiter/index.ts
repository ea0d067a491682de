/** What limits memory: shared by the processor and the extension. */
export { memoryLimiterConfig } from "./config.ts";
export {
  memoryLimiterOf,
  type MemoryLimiter,
  type MemoryLimiterConfig,
  type MemoryLimiterUser,
} from "./memory-limiter.ts";
export { memoryLimiterInstruments } from "./telemetry.ts";
