/** What the exporters of OTLP share: what sinks answer, and how it is told. */
export { parsePartialSuccess, type PartialSuccess } from "./partial-success.ts";
export { credentialRedactor } from "./redact-credentials.ts";
export { classifyRefusal, quote, saysMalformed, type Refusal } from "./refusal-text.ts";
export { tryReadRpcStatus, type RpcStatus } from "./rpc-status.ts";
