export type { GuardConfig } from "./config.ts";
export { guardProcessorFactory } from "./factory.ts";
