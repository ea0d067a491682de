export type { PortkeyConfig } from "./config.ts";
export { portkeyReceiverFactory } from "./factory.ts";
