// The messages of opentelemetry-proto 1.11 as a table. It serves what is off the hot path: full validation, the path of
// an error, the search for unknown fields. https://github.com/open-telemetry/opentelemetry-proto

/** How a field stands on the wire. */
export type FieldKind = "message" | "string" | "bytes" | "varint" | "fixed64" | "fixed32";

/** One field of a message. */
export interface FieldSchema {
  readonly number: number;
  /** As in the .proto file. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly repeated: boolean;
  /** Repeated numbers may come packed or one by one. */
  readonly packable: boolean;
  readonly message: MessageSchema | undefined;
  /** Identifiers: their length in bytes, unless they are empty. */
  readonly size: number | undefined;
}

/** A message and its fields. */
export interface MessageSchema {
  readonly name: string;
  /** By field number. */
  readonly fields: ReadonlyMap<number, FieldSchema>;
  /** Whether it is one more level of nested values: the only way in which messages contain themselves. */
  readonly nests: boolean;
}

interface MutableSchema extends MessageSchema {
  readonly fields: Map<number, FieldSchema>;
}

type Type = Exclude<FieldKind, "message"> | MessageSchema | Identifier;
/** Bytes of one length, or none. */
interface Identifier {
  readonly size: number;
}
const traceId: Identifier = { size: 16 };
const spanId: Identifier = { size: 8 };

function message(name: string, nests = false): MutableSchema {
  return { name, fields: new Map(), nests };
}

/** Names with `*` in front are those of repeated fields. */
function define(schema: MutableSchema, rows: readonly (readonly [number: number, name: string, type: Type])[]): void {
  for (const [number, label, type] of rows) {
    const repeated = label.startsWith("*");
    const kind = kindOf(type);
    schema.fields.set(number, {
      number,
      name: repeated ? label.slice(1) : label,
      kind,
      repeated,
      packable: repeated && (kind === "varint" || kind === "fixed64" || kind === "fixed32"),
      message: typeof type === "object" && "fields" in type ? type : undefined,
      size: typeof type === "object" && "size" in type ? type.size : undefined,
    });
  }
}

function kindOf(type: Type): FieldKind {
  if (typeof type === "string") return type;
  return "fields" in type ? "message" : "bytes";
}

const anyValue = message("AnyValue", true);
const arrayValue = message("ArrayValue");
const keyValueList = message("KeyValueList");
const keyValue = message("KeyValue");
const scope = message("InstrumentationScope");
const resource = message("Resource");
const entityRef = message("EntityRef");
define(anyValue, [
  [1, "string_value", "string"],
  [2, "bool_value", "varint"],
  [3, "int_value", "varint"],
  [4, "double_value", "fixed64"],
  [5, "array_value", arrayValue],
  [6, "kvlist_value", keyValueList],
  [7, "bytes_value", "bytes"],
]);
define(arrayValue, [[1, "*values", anyValue]]);
define(keyValueList, [[1, "*values", keyValue]]);
define(keyValue, [
  [1, "key", "string"],
  [2, "value", anyValue],
]);
define(scope, [
  [1, "name", "string"],
  [2, "version", "string"],
  [3, "*attributes", keyValue],
  [4, "dropped_attributes_count", "varint"],
]);
define(resource, [
  [1, "*attributes", keyValue],
  [2, "dropped_attributes_count", "varint"],
  [3, "*entity_refs", entityRef],
]);
define(entityRef, [
  [1, "schema_url", "string"],
  [2, "type", "string"],
  [3, "*id_keys", "string"],
  [4, "*description_keys", "string"],
]);

const span = message("Span");
const event = message("Span.Event");
const link = message("Span.Link");
const status = message("Status");
const scopeSpans = message("ScopeSpans");
const resourceSpans = message("ResourceSpans");
define(event, [
  [1, "time_unix_nano", "fixed64"],
  [2, "name", "string"],
  [3, "*attributes", keyValue],
  [4, "dropped_attributes_count", "varint"],
]);
define(link, [
  [1, "trace_id", traceId],
  [2, "span_id", spanId],
  [3, "trace_state", "string"],
  [4, "*attributes", keyValue],
  [5, "dropped_attributes_count", "varint"],
  [6, "flags", "fixed32"],
]);
define(status, [
  [2, "message", "string"],
  [3, "code", "varint"],
]);
define(span, [
  [1, "trace_id", traceId],
  [2, "span_id", spanId],
  [3, "trace_state", "string"],
  [4, "parent_span_id", spanId],
  [5, "name", "string"],
  [6, "kind", "varint"],
  [7, "start_time_unix_nano", "fixed64"],
  [8, "end_time_unix_nano", "fixed64"],
  [9, "*attributes", keyValue],
  [10, "dropped_attributes_count", "varint"],
  [11, "*events", event],
  [12, "dropped_events_count", "varint"],
  [13, "*links", link],
  [14, "dropped_links_count", "varint"],
  [15, "status", status],
  [16, "flags", "fixed32"],
]);
define(scopeSpans, [
  [1, "scope", scope],
  [2, "*spans", span],
  [3, "schema_url", "string"],
]);
define(resourceSpans, [
  [1, "resource", resource],
  [2, "*scope_spans", scopeSpans],
  [3, "schema_url", "string"],
]);

const exemplar = message("Exemplar");
const numberPoint = message("NumberDataPoint");
const histogramPoint = message("HistogramDataPoint");
const exponentialPoint = message("ExponentialHistogramDataPoint");
const buckets = message("ExponentialHistogramDataPoint.Buckets");
const summaryPoint = message("SummaryDataPoint");
const quantile = message("SummaryDataPoint.ValueAtQuantile");
const gauge = message("Gauge");
const sum = message("Sum");
const histogram = message("Histogram");
const exponentialHistogram = message("ExponentialHistogram");
const summary = message("Summary");
const metric = message("Metric");
const scopeMetrics = message("ScopeMetrics");
const resourceMetrics = message("ResourceMetrics");
define(exemplar, [
  [2, "time_unix_nano", "fixed64"],
  [3, "as_double", "fixed64"],
  [4, "span_id", spanId],
  [5, "trace_id", traceId],
  [6, "as_int", "fixed64"],
  [7, "*filtered_attributes", keyValue],
]);
define(numberPoint, [
  [2, "start_time_unix_nano", "fixed64"],
  [3, "time_unix_nano", "fixed64"],
  [4, "as_double", "fixed64"],
  [5, "*exemplars", exemplar],
  [6, "as_int", "fixed64"],
  [7, "*attributes", keyValue],
  [8, "flags", "varint"],
]);
define(histogramPoint, [
  [2, "start_time_unix_nano", "fixed64"],
  [3, "time_unix_nano", "fixed64"],
  [4, "count", "fixed64"],
  [5, "sum", "fixed64"],
  [6, "*bucket_counts", "fixed64"],
  [7, "*explicit_bounds", "fixed64"],
  [8, "*exemplars", exemplar],
  [9, "*attributes", keyValue],
  [10, "flags", "varint"],
  [11, "min", "fixed64"],
  [12, "max", "fixed64"],
]);
define(buckets, [
  [1, "offset", "varint"],
  [2, "*bucket_counts", "varint"],
]);
define(exponentialPoint, [
  [1, "*attributes", keyValue],
  [2, "start_time_unix_nano", "fixed64"],
  [3, "time_unix_nano", "fixed64"],
  [4, "count", "fixed64"],
  [5, "sum", "fixed64"],
  [6, "scale", "varint"],
  [7, "zero_count", "fixed64"],
  [8, "positive", buckets],
  [9, "negative", buckets],
  [10, "flags", "varint"],
  [11, "*exemplars", exemplar],
  [12, "min", "fixed64"],
  [13, "max", "fixed64"],
  [14, "zero_threshold", "fixed64"],
]);
define(quantile, [
  [1, "quantile", "fixed64"],
  [2, "value", "fixed64"],
]);
define(summaryPoint, [
  [2, "start_time_unix_nano", "fixed64"],
  [3, "time_unix_nano", "fixed64"],
  [4, "count", "fixed64"],
  [5, "sum", "fixed64"],
  [6, "*quantile_values", quantile],
  [7, "*attributes", keyValue],
  [8, "flags", "varint"],
]);
define(gauge, [[1, "*data_points", numberPoint]]);
define(sum, [
  [1, "*data_points", numberPoint],
  [2, "aggregation_temporality", "varint"],
  [3, "is_monotonic", "varint"],
]);
define(histogram, [
  [1, "*data_points", histogramPoint],
  [2, "aggregation_temporality", "varint"],
]);
define(exponentialHistogram, [
  [1, "*data_points", exponentialPoint],
  [2, "aggregation_temporality", "varint"],
]);
define(summary, [[1, "*data_points", summaryPoint]]);
define(metric, [
  [1, "name", "string"],
  [2, "description", "string"],
  [3, "unit", "string"],
  [5, "gauge", gauge],
  [7, "sum", sum],
  [9, "histogram", histogram],
  [10, "exponential_histogram", exponentialHistogram],
  [11, "summary", summary],
  [12, "*metadata", keyValue],
]);
define(scopeMetrics, [
  [1, "scope", scope],
  [2, "*metrics", metric],
  [3, "schema_url", "string"],
]);
define(resourceMetrics, [
  [1, "resource", resource],
  [2, "*scope_metrics", scopeMetrics],
  [3, "schema_url", "string"],
]);

const logRecord = message("LogRecord");
const scopeLogs = message("ScopeLogs");
const resourceLogs = message("ResourceLogs");
define(logRecord, [
  [1, "time_unix_nano", "fixed64"],
  [2, "severity_number", "varint"],
  [3, "severity_text", "string"],
  [5, "body", anyValue],
  [6, "*attributes", keyValue],
  [7, "dropped_attributes_count", "varint"],
  [8, "flags", "fixed32"],
  [9, "trace_id", traceId],
  [10, "span_id", spanId],
  [11, "observed_time_unix_nano", "fixed64"],
  [12, "event_name", "string"],
]);
define(scopeLogs, [
  [1, "scope", scope],
  [2, "*log_records", logRecord],
  [3, "schema_url", "string"],
]);
define(resourceLogs, [
  [1, "resource", resource],
  [2, "*scope_logs", scopeLogs],
  [3, "schema_url", "string"],
]);

const request = (name: string, field: string, schema: MessageSchema): MessageSchema => {
  const whole = message(name);
  define(whole, [[1, `*${field}`, schema]]);
  return whole;
};

/** The request of each signal: field 1 holds its `Resource*` messages. */
export const requestSchemas = {
  traces: request("ExportTraceServiceRequest", "resource_spans", resourceSpans),
  metrics: request("ExportMetricsServiceRequest", "resource_metrics", resourceMetrics),
  logs: request("ExportLogsServiceRequest", "resource_logs", resourceLogs),
} as const;

/** Messages that views name: the items of each signal and what is around them. */
export const schemas = {
  anyValue,
  arrayValue,
  keyValueList,
  keyValue,
  scope,
  resource,
  entityRef,
  span,
  event,
  link,
  status,
  scopeSpans,
  resourceSpans,
  exemplar,
  numberPoint,
  histogramPoint,
  exponentialPoint,
  buckets,
  summaryPoint,
  quantile,
  gauge,
  sum,
  histogram,
  exponentialHistogram,
  summary,
  metric,
  scopeMetrics,
  resourceMetrics,
  logRecord,
  scopeLogs,
  resourceLogs,
} as const;
