export type { MemoryLimiterConfig } from "@genai-collector/config/memory-limiter";
export { memoryLimiterExtensionFactory } from "./factory.ts";
