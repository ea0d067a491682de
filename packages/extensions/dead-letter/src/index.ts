export type { DeadLetterConfig } from "./config.ts";
export { deadLetterExtensionFactory } from "./factory.ts";
