export type { OtlpReceiverConfig } from "./config.ts";
export { otlpReceiverFactory } from "./factory.ts";
