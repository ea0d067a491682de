/** What the exporters of OTLP share: the headers of requests, what sinks answer, and how it is told. */
export { OutgoingHeaders, type RequestHeaders } from "./outgoing-headers.ts";
export { maxAnswerBytes, parsePartialSuccess, type PartialSuccess } from "./partial-success.ts";
export { PartialSuccesses } from "./partial-successes.ts";
export { classifyRefusal, quote, saysMalformed } from "./refusal-text.ts";
export { tryReadRpcStatus } from "./rpc-status.ts";
export { SparingWarning } from "./sparing-warning.ts";
