export type { BatchConfig } from "./config.ts";
export { batchProcessorFactory } from "./factory.ts";
