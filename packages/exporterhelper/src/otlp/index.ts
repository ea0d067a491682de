/** What the exporters of OTLP share: the headers of requests, what sinks answer, and how it is told. */
export { OutgoingHeaders, type OutgoingHeaderOptions, type RequestHeaders } from "./outgoing-headers.ts";
export { maxAnswerBytes, parsePartialSuccess, type PartialSuccess } from "./partial-success.ts";
export { PartialSuccesses } from "./partial-successes.ts";
export { credentialRedactor } from "./redact-credentials.ts";
export { classifyRefusal, quote, saysMalformed, type Refusal } from "./refusal-text.ts";
export { tryReadRpcStatus, type RpcStatus } from "./rpc-status.ts";
export { SparingWarning } from "./sparing-warning.ts";
