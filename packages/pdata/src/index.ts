export type * from "./data.ts";
export type { ClientInfo, DeepReadonly, Logs, Metrics, Payload, PayloadOf, Range, Signal, Traces } from "./payload.ts";
