export type { DebugConfig } from "./config.ts";
export { debugExporterFactory } from "./factory.ts";
