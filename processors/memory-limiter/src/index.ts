export type { MemoryLimiterConfig } from "@genai-collector/config/memory-limiter";
export { memoryLimiterProcessorFactory } from "./factory.ts";
