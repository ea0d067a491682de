export type { LangsmithConfig } from "./config.ts";
export { langsmithReceiverFactory } from "./factory.ts";
