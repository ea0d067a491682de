/** Telemetry data: payloads in two forms, and the OTLP codec between them. */
export { canonicaliseLogs, canonicaliseMetrics, canonicaliseTraces } from "./canonical/canonicalise.ts";
export { compareUtf8 } from "./canonical/compare-utf8.ts";
export { labelKey } from "./canonical/label-key.ts";
export { compact } from "./compact.ts";
export type * from "./data.ts";
export { joinedBytes } from "./joined-bytes.ts";
export { encodeJson, parseJsonRequest } from "./json/json.ts";
export { merge } from "./merge.ts";
export {
  decodeResourceLogs,
  decodeResourceMetrics,
  decodeResourceSpans,
  encodeResourceLogs,
  encodeResourceMetrics,
  encodeResourceSpans,
  type DataOf,
  type ResourceOf,
} from "./otlp/codec.ts";
export { validateRange } from "./otlp/validate-range.ts";
export { parseRequest, type ParseOptions } from "./parse-request.ts";
export type { ClientInfo, DeepReadonly, Logs, Metrics, Payload, PayloadOf, Range, Signal, Traces } from "./payload.ts";
export {
  createLogs,
  createMetrics,
  createPayload,
  createTraces,
  logsFromRanges,
  metricsFromRanges,
  payloadFromRanges,
  tracesFromRanges,
} from "./payloads.ts";
export { splitByItems, splitByRanges } from "./split.ts";
export { firstTimeUnixNano } from "./wire/first-time.ts";
export { WireError, type WireErrorCode } from "./wire/wire-error.ts";
