export type { SettleConfig } from "./config.ts";
export { settleProcessorFactory } from "./factory.ts";
