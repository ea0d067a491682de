/**
 * Telemetry as plain objects: the shapes and names of OTLP/JSON (opentelemetry-proto 1.11), 64-bit integers as
 * `bigint`, identifiers and bytes as `Uint8Array`.
 *
 * The decoder always sets every member, so that objects of one kind keep one hidden class. Who builds data may leave
 * out what is declared optional: an absent member, its proto3 default and `undefined` encode alike.
 */

/** Exactly one member is set; none is the null value. */
export interface AnyValue {
  stringValue?: string | undefined;
  boolValue?: boolean | undefined;
  intValue?: bigint | undefined;
  doubleValue?: number | undefined;
  arrayValue?: ArrayValue | undefined;
  kvlistValue?: KeyValueList | undefined;
  bytesValue?: Uint8Array | undefined;
}

/** A list as a value. */
export interface ArrayValue {
  values: AnyValue[];
}

/** A map as a value; its order and repeated keys are kept. */
export interface KeyValueList {
  values: KeyValue[];
}

/** An attribute. */
export interface KeyValue {
  key: string;
  value: AnyValue;
}

/** An entity that the resource stands for: which attributes identify it, and which describe it. */
export interface EntityRef {
  schemaUrl?: string | undefined;
  type: string;
  idKeys: string[];
  descriptionKeys?: string[] | undefined;
}

/** What made the telemetry. */
export interface Resource {
  attributes: KeyValue[];
  droppedAttributesCount?: number | undefined;
  entityRefs?: EntityRef[] | undefined;
}

/** The library that made the telemetry. */
export interface InstrumentationScope {
  name: string;
  version?: string | undefined;
  attributes?: KeyValue[] | undefined;
  droppedAttributesCount?: number | undefined;
}

// ---- traces ----------------------------------------------------------------------------------------------------

/** What an `ExportTraceServiceRequest` holds. */
export interface TracesData {
  resourceSpans: ResourceSpans[];
}

/** Spans of one resource. */
export interface ResourceSpans {
  resource: Resource;
  scopeSpans: ScopeSpans[];
  schemaUrl?: string | undefined;
}

/** Spans of one scope. */
export interface ScopeSpans {
  scope?: InstrumentationScope | undefined;
  spans: Span[];
  schemaUrl?: string | undefined;
}

/** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
export type SpanKind = number;

/** One operation. Times are nanoseconds since 1970, in UTC, as everywhere here. */
export interface Span {
  /** 16 bytes. */
  traceId: Uint8Array;
  /** 8 bytes. */
  spanId: Uint8Array;
  traceState?: string | undefined;
  /** 8 bytes; empty or absent for a root span. */
  parentSpanId?: Uint8Array | undefined;
  flags?: number | undefined;
  name: string;
  kind?: SpanKind | undefined;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: KeyValue[];
  droppedAttributesCount?: number | undefined;
  events?: SpanEvent[] | undefined;
  droppedEventsCount?: number | undefined;
  links?: SpanLink[] | undefined;
  droppedLinksCount?: number | undefined;
  status?: Status | undefined;
}

/** Something that happened during a span. */
export interface SpanEvent {
  timeUnixNano: bigint;
  name: string;
  attributes: KeyValue[];
  droppedAttributesCount?: number | undefined;
}

/** Another span that this one has to do with. */
export interface SpanLink {
  traceId: Uint8Array;
  spanId: Uint8Array;
  traceState?: string | undefined;
  attributes: KeyValue[];
  droppedAttributesCount?: number | undefined;
  flags?: number | undefined;
}

/** `code`: 0 unset, 1 ok, 2 error. */
export interface Status {
  message?: string | undefined;
  code?: number | undefined;
}

// ---- metrics ---------------------------------------------------------------------------------------------------

/** What an `ExportMetricsServiceRequest` holds. */
export interface MetricsData {
  resourceMetrics: ResourceMetrics[];
}

/** Metrics of one resource. */
export interface ResourceMetrics {
  resource: Resource;
  scopeMetrics: ScopeMetrics[];
  schemaUrl?: string | undefined;
}

/** Metrics of one scope. */
export interface ScopeMetrics {
  scope?: InstrumentationScope | undefined;
  metrics: Metric[];
  schemaUrl?: string | undefined;
}

/** At most one of the five data members is set. */
export interface Metric {
  name: string;
  description?: string | undefined;
  unit?: string | undefined;
  gauge?: Gauge | undefined;
  sum?: Sum | undefined;
  histogram?: Histogram | undefined;
  exponentialHistogram?: ExponentialHistogram | undefined;
  summary?: Summary | undefined;
  metadata?: KeyValue[] | undefined;
}

/** 0 unspecified, 1 delta, 2 cumulative. */
export type AggregationTemporality = number;

/** Values that stand for a moment. */
export interface Gauge {
  dataPoints: NumberDataPoint[];
}

/** Values that add up. */
export interface Sum {
  dataPoints: NumberDataPoint[];
  aggregationTemporality: AggregationTemporality;
  isMonotonic: boolean;
}

/** Distributions over buckets with explicit bounds. */
export interface Histogram {
  dataPoints: HistogramDataPoint[];
  aggregationTemporality: AggregationTemporality;
}

/** Distributions over buckets whose bounds are powers of one base. */
export interface ExponentialHistogram {
  dataPoints: ExponentialHistogramDataPoint[];
  aggregationTemporality: AggregationTemporality;
}

/** Distributions as quantiles. */
export interface Summary {
  dataPoints: SummaryDataPoint[];
}

/** One of `asDouble` and `asInt` is set, or neither where flag 1 (no recorded value) is. */
export interface NumberDataPoint {
  attributes: KeyValue[];
  startTimeUnixNano?: bigint | undefined;
  timeUnixNano: bigint;
  asDouble?: number | undefined;
  asInt?: bigint | undefined;
  exemplars?: Exemplar[] | undefined;
  flags?: number | undefined;
}

/** `bucketCounts` has one element more than `explicitBounds`, or both are empty. */
export interface HistogramDataPoint {
  attributes: KeyValue[];
  startTimeUnixNano?: bigint | undefined;
  timeUnixNano: bigint;
  count: bigint;
  sum?: number | undefined;
  bucketCounts: bigint[];
  explicitBounds: number[];
  exemplars?: Exemplar[] | undefined;
  flags?: number | undefined;
  min?: number | undefined;
  max?: number | undefined;
}

/** Bucket `i` holds what is above base^i, up to base^(i+1), where the base is 2^(2^-scale). */
export interface ExponentialHistogramDataPoint {
  attributes: KeyValue[];
  startTimeUnixNano?: bigint | undefined;
  timeUnixNano: bigint;
  count: bigint;
  sum?: number | undefined;
  scale: number;
  zeroCount: bigint;
  positive?: Buckets | undefined;
  negative?: Buckets | undefined;
  flags?: number | undefined;
  exemplars?: Exemplar[] | undefined;
  min?: number | undefined;
  max?: number | undefined;
  zeroThreshold?: number | undefined;
}

/** `bucketCounts[k]` counts the bucket with index `offset + k`. */
export interface Buckets {
  offset: number;
  bucketCounts: bigint[];
}

/** Count, sum and quantiles of what was measured. */
export interface SummaryDataPoint {
  attributes: KeyValue[];
  startTimeUnixNano?: bigint | undefined;
  timeUnixNano: bigint;
  count: bigint;
  sum: number;
  quantileValues: ValueAtQuantile[];
  flags?: number | undefined;
}

/** `quantile` is from 0 to 1. */
export interface ValueAtQuantile {
  quantile: number;
  value: number;
}

/** One measurement of those that a point sums up; at most one of `asDouble` and `asInt` is set. */
export interface Exemplar {
  filteredAttributes?: KeyValue[] | undefined;
  timeUnixNano: bigint;
  asDouble?: number | undefined;
  asInt?: bigint | undefined;
  spanId?: Uint8Array | undefined;
  traceId?: Uint8Array | undefined;
}

// ---- logs ------------------------------------------------------------------------------------------------------

/** What an `ExportLogsServiceRequest` holds. */
export interface LogsData {
  resourceLogs: ResourceLogs[];
}

/** Records of one resource. */
export interface ResourceLogs {
  resource: Resource;
  scopeLogs: ScopeLogs[];
  schemaUrl?: string | undefined;
}

/** Records of one scope. */
export interface ScopeLogs {
  scope?: InstrumentationScope | undefined;
  logRecords: LogRecord[];
  schemaUrl?: string | undefined;
}

/** One record; the body may be any value, or none. */
export interface LogRecord {
  timeUnixNano: bigint;
  observedTimeUnixNano?: bigint | undefined;
  /** 0 unspecified; TRACE 1–4, DEBUG 5–8, INFO 9–12, WARN 13–16, ERROR 17–20, FATAL 21–24. */
  severityNumber?: number | undefined;
  severityText?: string | undefined;
  body?: AnyValue | undefined;
  attributes: KeyValue[];
  droppedAttributesCount?: number | undefined;
  flags?: number | undefined;
  /** 16 bytes, or empty. */
  traceId?: Uint8Array | undefined;
  /** 8 bytes, or empty. */
  spanId?: Uint8Array | undefined;
  eventName?: string | undefined;
}
