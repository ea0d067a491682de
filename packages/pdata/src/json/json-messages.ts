// The messages of OTLP/JSON as a table: what each member is, and what stands for an absent one. The reader builds the
// decoder's own shapes from it, and the writer writes in its order.

/** How a scalar is written. `hex`: identifiers. `i64`, `u64`: decimal texts or numbers. */
export type Scalar = "string" | "bool" | "u32" | "i32" | "u64" | "i64" | "double" | "hex" | "base64" | "enum";

/** What one member of a message is. */
export interface Member {
  readonly type: Scalar | JsonMessage;
  readonly repeated: boolean;
  /** Absent stays `undefined`, instead of the type's default: oneofs, proto3 `optional`, messages. */
  readonly optional: boolean;
  /** Lists that are written even where they are empty: what an array or a map value is tells nothing else. */
  readonly alwaysWritten?: boolean;
  /** Identifiers: their length in bytes. */
  readonly size?: number;
  /** Names of an enumeration's values, without their prefix. */
  readonly names?: Readonly<Record<string, number>>;
}

/** A message: its members by their names in camelCase, in the order in which they are written. */
export interface JsonMessage {
  readonly name: string;
  readonly members: ReadonlyMap<string, Member>;
}

interface MutableMessage extends JsonMessage {
  readonly members: Map<string, Member>;
}

type Details = Partial<Omit<Member, "type">>;

function message(name: string): MutableMessage {
  return { name, members: new Map() };
}

/** Names end in `[]` where repeated and in `?` where optional. */
function define(
  target: MutableMessage,
  rows: Readonly<Record<string, Scalar | JsonMessage | readonly [Scalar, Details]>>,
): void {
  for (const [label, row] of Object.entries(rows)) {
    const [type, details] = Array.isArray(row)
      ? (row as readonly [Scalar, Details])
      : [row as Scalar | JsonMessage, {}];
    const name = label.replace(/(\[\]|\?)$/, "");
    const repeated = label.endsWith("[]");
    const alwaysWritten = repeated && name === "values";
    target.members.set(name, { type, repeated, optional: label.endsWith("?"), alwaysWritten, ...details });
  }
}

const traceId = ["hex", { size: 16 }] as const;
const spanId = ["hex", { size: 8 }] as const;
const temporality = [
  "enum",
  {
    names: {
      AGGREGATION_TEMPORALITY_UNSPECIFIED: 0,
      AGGREGATION_TEMPORALITY_DELTA: 1,
      AGGREGATION_TEMPORALITY_CUMULATIVE: 2,
    },
  },
] as const;
const statusCode = ["enum", { names: { STATUS_CODE_UNSET: 0, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 } }] as const;
const spanKind = [
  "enum",
  {
    names: {
      SPAN_KIND_UNSPECIFIED: 0,
      SPAN_KIND_INTERNAL: 1,
      SPAN_KIND_SERVER: 2,
      SPAN_KIND_CLIENT: 3,
      SPAN_KIND_PRODUCER: 4,
      SPAN_KIND_CONSUMER: 5,
    },
  },
] as const;
const severities = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap((level, i) =>
  [1, 2, 3, 4].map((step) => [`SEVERITY_NUMBER_${level}${step === 1 ? "" : step}`, 4 * i + step] as const),
);
const severityNumber = [
  "enum",
  { names: { SEVERITY_NUMBER_UNSPECIFIED: 0, ...Object.fromEntries(severities) } },
] as const;

/** The message that nests in itself. */
export const anyValue = message("AnyValue");
const keyValue = message("KeyValue");
const arrayValue = message("ArrayValue");
const keyValueList = message("KeyValueList");
define(anyValue, {
  "stringValue?": "string",
  "boolValue?": "bool",
  "intValue?": "i64",
  "doubleValue?": "double",
  "arrayValue?": arrayValue,
  "kvlistValue?": keyValueList,
  "bytesValue?": "base64",
});
define(arrayValue, { "values[]": anyValue });
define(keyValueList, { "values[]": keyValue });
define(keyValue, { key: "string", value: anyValue });

const entityRef = message("EntityRef");
define(entityRef, { schemaUrl: "string", type: "string", "idKeys[]": "string", "descriptionKeys[]": "string" });
const resource = message("Resource");
define(resource, { "attributes[]": keyValue, droppedAttributesCount: "u32", "entityRefs[]": entityRef });
const scope = message("InstrumentationScope");
define(scope, { name: "string", version: "string", "attributes[]": keyValue, droppedAttributesCount: "u32" });

const event = message("Span.Event");
define(event, { timeUnixNano: "u64", name: "string", "attributes[]": keyValue, droppedAttributesCount: "u32" });
const link = message("Span.Link");
define(link, {
  traceId,
  spanId,
  traceState: "string",
  "attributes[]": keyValue,
  droppedAttributesCount: "u32",
  flags: "u32",
});
const status = message("Status");
define(status, { message: "string", code: statusCode });
const span = message("Span");
define(span, {
  traceId,
  spanId,
  traceState: "string",
  parentSpanId: spanId,
  flags: "u32",
  name: "string",
  kind: spanKind,
  startTimeUnixNano: "u64",
  endTimeUnixNano: "u64",
  "attributes[]": keyValue,
  droppedAttributesCount: "u32",
  "events[]": event,
  droppedEventsCount: "u32",
  "links[]": link,
  droppedLinksCount: "u32",
  "status?": status,
});
const scopeSpans = message("ScopeSpans");
define(scopeSpans, { "scope?": scope, "spans[]": span, schemaUrl: "string" });
const resourceSpans = message("ResourceSpans");
define(resourceSpans, { resource, "scopeSpans[]": scopeSpans, schemaUrl: "string" });

const exemplar = message("Exemplar");
define(exemplar, {
  "filteredAttributes[]": keyValue,
  timeUnixNano: "u64",
  "asDouble?": "double",
  "asInt?": "i64",
  spanId,
  traceId,
});
const point = { "attributes[]": keyValue, startTimeUnixNano: "u64", timeUnixNano: "u64" } as const;
const numberPoint = message("NumberDataPoint");
define(numberPoint, { ...point, "asDouble?": "double", "asInt?": "i64", "exemplars[]": exemplar, flags: "u32" });
const histogramPoint = message("HistogramDataPoint");
define(histogramPoint, {
  ...point,
  count: "u64",
  "sum?": "double",
  "bucketCounts[]": "u64",
  "explicitBounds[]": "double",
  "exemplars[]": exemplar,
  flags: "u32",
  "min?": "double",
  "max?": "double",
});
const buckets = message("Buckets");
define(buckets, { offset: "i32", "bucketCounts[]": "u64" });
const exponentialPoint = message("ExponentialHistogramDataPoint");
define(exponentialPoint, {
  ...point,
  count: "u64",
  "sum?": "double",
  scale: "i32",
  zeroCount: "u64",
  "positive?": buckets,
  "negative?": buckets,
  flags: "u32",
  "exemplars[]": exemplar,
  "min?": "double",
  "max?": "double",
  zeroThreshold: "double",
});
const quantile = message("ValueAtQuantile");
define(quantile, { quantile: "double", value: "double" });
const summaryPoint = message("SummaryDataPoint");
define(summaryPoint, { ...point, count: "u64", sum: "double", "quantileValues[]": quantile, flags: "u32" });
const gauge = message("Gauge");
define(gauge, { "dataPoints[]": numberPoint });
const sum = message("Sum");
define(sum, { "dataPoints[]": numberPoint, aggregationTemporality: temporality, isMonotonic: "bool" });
const histogram = message("Histogram");
define(histogram, { "dataPoints[]": histogramPoint, aggregationTemporality: temporality });
const exponentialHistogram = message("ExponentialHistogram");
define(exponentialHistogram, { "dataPoints[]": exponentialPoint, aggregationTemporality: temporality });
const summary = message("Summary");
define(summary, { "dataPoints[]": summaryPoint });
const metric = message("Metric");
define(metric, {
  name: "string",
  description: "string",
  unit: "string",
  "gauge?": gauge,
  "sum?": sum,
  "histogram?": histogram,
  "exponentialHistogram?": exponentialHistogram,
  "summary?": summary,
  "metadata[]": keyValue,
});
const scopeMetrics = message("ScopeMetrics");
define(scopeMetrics, { "scope?": scope, "metrics[]": metric, schemaUrl: "string" });
const resourceMetrics = message("ResourceMetrics");
define(resourceMetrics, { resource, "scopeMetrics[]": scopeMetrics, schemaUrl: "string" });

const logRecord = message("LogRecord");
define(logRecord, {
  timeUnixNano: "u64",
  observedTimeUnixNano: "u64",
  severityNumber,
  severityText: "string",
  "body?": anyValue,
  "attributes[]": keyValue,
  droppedAttributesCount: "u32",
  flags: "u32",
  traceId,
  spanId,
  eventName: "string",
});
const scopeLogs = message("ScopeLogs");
define(scopeLogs, { "scope?": scope, "logRecords[]": logRecord, schemaUrl: "string" });
const resourceLogs = message("ResourceLogs");
define(resourceLogs, { resource, "scopeLogs[]": scopeLogs, schemaUrl: "string" });

const request = (member: string, of: JsonMessage): JsonMessage => {
  const whole = message("request");
  define(whole, { [`${member}[]`]: of });
  return whole;
};

/** What an OTLP/JSON body holds. */
export const jsonRequests = {
  traces: request("resourceSpans", resourceSpans),
  metrics: request("resourceMetrics", resourceMetrics),
  logs: request("resourceLogs", resourceLogs),
} as const;
