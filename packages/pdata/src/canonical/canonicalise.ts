import type {
  Exemplar,
  InstrumentationScope,
  KeyValue,
  LogsData,
  Metric,
  MetricsData,
  Resource,
  Span,
  TracesData,
} from "../data.ts";
import { compareUtf8 } from "./compare-utf8.ts";
import { KeyRanks } from "./key-ranks.ts";
import { labelKey, sortAttributes } from "./label-key.ts";
import { sortRecords } from "./sort-records.ts";

/** Puts everything of `data` into the one order that the same metrics always have (delivery.md §4.1). In place. */
export function canonicaliseMetrics(data: MetricsData): void {
  for (const resource of data.resourceMetrics) {
    sortResource(resource.resource);
    for (const scope of resource.scopeMetrics) {
      sortScope(scope.scope);
      for (const metric of scope.metrics) sortMetric(metric);
      sortBy(scope.metrics, (metric) => [metric.name, metric.unit ?? ""]);
    }
    sortBy(resource.scopeMetrics, ({ scope, schemaUrl }) => scopeKey(scope, schemaUrl));
  }
  sortBy(data.resourceMetrics, ({ resource, schemaUrl }) => [labelKey(resource.attributes), schemaUrl ?? ""]);
}

/** The same for logs: records by time, severity text, attributes, trace. In place. */
export function canonicaliseLogs(data: LogsData): void {
  const ranks = new KeyRanks();
  for (const resource of data.resourceLogs) {
    sortResource(resource.resource);
    for (const scope of resource.scopeLogs) {
      sortScope(scope.scope);
      for (const record of scope.logRecords) ranks.sort(record.attributes);
      sortRecords(scope.logRecords);
    }
    sortBy(resource.scopeLogs, ({ scope, schemaUrl }) => scopeKey(scope, schemaUrl));
  }
  sortBy(data.resourceLogs, ({ resource, schemaUrl }) => [labelKey(resource.attributes), schemaUrl ?? ""]);
}

/** The same for traces: spans by start, trace, span. In place. */
export function canonicaliseTraces(data: TracesData): void {
  for (const resource of data.resourceSpans) {
    sortResource(resource.resource);
    for (const scope of resource.scopeSpans) {
      sortScope(scope.scope);
      for (const span of scope.spans) sortSpan(span);
      sortBy(scope.spans, (span) => [time(span.startTimeUnixNano), hex(span.traceId), hex(span.spanId), span.name]);
    }
    sortBy(resource.scopeSpans, ({ scope, schemaUrl }) => scopeKey(scope, schemaUrl));
  }
  sortBy(data.resourceSpans, ({ resource, schemaUrl }) => [labelKey(resource.attributes), schemaUrl ?? ""]);
}

function sortResource(resource: Resource): void {
  sortAttributes(resource.attributes);
}

function sortScope(scope: InstrumentationScope | undefined): void {
  if (scope?.attributes !== undefined) sortAttributes(scope.attributes);
}

function scopeKey(scope: InstrumentationScope | undefined, schemaUrl: string | undefined): readonly string[] {
  return [scope?.name ?? "", scope?.version ?? "", labelKey(scope?.attributes), schemaUrl ?? ""];
}

interface Point {
  attributes: KeyValue[];
  readonly timeUnixNano: bigint;
  readonly exemplars?: readonly Exemplar[] | undefined;
}

function sortMetric(metric: Metric): void {
  if (metric.metadata !== undefined) sortAttributes(metric.metadata);
  const data = metric.gauge ?? metric.sum ?? metric.histogram ?? metric.exponentialHistogram ?? metric.summary;
  if (data === undefined) return;
  const points = data.dataPoints as Point[];
  for (const point of points) sortPoint(point);
  sortBy(points, (point) => [labelKey(point.attributes), time(point.timeUnixNano)]);
}

function sortPoint(point: Point): void {
  sortAttributes(point.attributes);
  for (const { filteredAttributes } of point.exemplars ?? [])
    if (filteredAttributes !== undefined) sortAttributes(filteredAttributes);
}

function sortSpan(span: Span): void {
  sortAttributes(span.attributes);
  for (const event of span.events ?? []) sortAttributes(event.attributes);
  for (const link of span.links ?? []) sortAttributes(link.attributes);
}

/** Sorts in place by keys that are computed once; equal keys keep their order. */
function sortBy<T>(items: T[], keyOf: (item: T) => readonly string[]): void {
  if (items.length < 2) return;
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key));
  for (const [index, { item }] of keyed.entries()) items[index] = item;
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareUtf8(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** As wide as the largest, so that texts order as numbers do. */
function time(nanos: bigint): string {
  return nanos.toString().padStart(20, "0");
}

function hex(bytes: Uint8Array | undefined): string {
  let text = "";
  for (const byte of bytes ?? []) text += byte.toString(16).padStart(2, "0");
  return text;
}
