import type {
  DeepReadonly,
  InstrumentationScope,
  LogsData,
  Metric,
  MetricsData,
  TracesData,
} from "@genai-collector/pdata";
import { exponentialBuckets } from "./exponential-buckets.ts";
import { hex, pairs, plainValue } from "./format-value.ts";

type Scope = DeepReadonly<InstrumentationScope> | undefined;

/** A line an item, with its attributes. */
export function normalTraces(data: DeepReadonly<TracesData>): string[] {
  return data.resourceSpans.flatMap((resource, r) => [
    head("ResourceTraces", r, resource.schemaUrl, pairs(resource.resource.attributes)),
    ...resource.scopeSpans.flatMap((scope, s) => [
      scopeHead("ScopeTraces", s, scope.scope, scope.schemaUrl),
      ...scope.spans.map((span) => words(span.name, hex(span.traceId), hex(span.spanId), pairs(span.attributes))),
    ]),
  ]);
}

export function normalLogs(data: DeepReadonly<LogsData>): string[] {
  return data.resourceLogs.flatMap((resource, r) => [
    head("ResourceLog", r, resource.schemaUrl, pairs(resource.resource.attributes)),
    ...resource.scopeLogs.flatMap((scope, s) => [
      scopeHead("ScopeLog", s, scope.scope, scope.schemaUrl),
      ...scope.logRecords.map((record) =>
        words(record.body === undefined ? "" : plainValue(record.body), pairs(record.attributes)),
      ),
    ]),
  ]);
}

export function normalMetrics(data: DeepReadonly<MetricsData>): string[] {
  return data.resourceMetrics.flatMap((resource, r) => [
    head("ResourceMetrics", r, resource.schemaUrl, pairs(resource.resource.attributes)),
    ...resource.scopeMetrics.flatMap((scope, s) => [
      scopeHead("ScopeMetrics", s, scope.scope, scope.schemaUrl),
      ...scope.metrics.flatMap(metricLines),
    ]),
  ]);
}

function metricLines(metric: DeepReadonly<Metric>): string[] {
  const named = (attributes: Parameters<typeof pairs>[0], value: string): string =>
    `${metric.name}{${pairs(attributes, ",")}} ${value}`;
  const numbers = metric.gauge?.dataPoints ?? metric.sum?.dataPoints;
  if (numbers !== undefined)
    return numbers.map((point) => named(point.attributes, String(point.asDouble ?? point.asInt ?? 0n)));
  if (metric.histogram !== undefined) {
    return metric.histogram.dataPoints.map((point) => {
      const buckets = point.bucketCounts.map((count, i) => {
        const bound = point.explicitBounds[i];
        return bound === undefined ? `${count}` : `le${bound}=${count}`;
      });
      return named(point.attributes, words(`count=${point.count}`, ...optional(point), ...buckets));
    });
  }
  if (metric.exponentialHistogram !== undefined) {
    return metric.exponentialHistogram.dataPoints.map((point) => {
      const buckets = exponentialBuckets(point).map(({ upper, count }) => `le${upper}=${count}`);
      return named(
        point.attributes,
        words(`count=${point.count}`, ...optional(point), ...buckets, `zero=${point.zeroCount}`),
      );
    });
  }
  return (metric.summary?.dataPoints ?? []).map((point) => {
    const quantiles = point.quantileValues.map(({ quantile, value }) => `q${quantile}=${value}`);
    return named(point.attributes, words(`count=${point.count}`, `sum=${point.sum}`, ...quantiles));
  });
}

function optional(point: {
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}): string[] {
  const { sum, min, max } = point;
  return Object.entries({ sum, min, max }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
}

function head(title: string, index: number, schemaUrl: string | undefined, attributes: string): string {
  return words(`${title} #${index}`, schema(schemaUrl), attributes);
}

function scopeHead(title: string, index: number, scope: Scope, schemaUrl: string | undefined): string {
  const version = (scope?.version ?? "") === "" ? "" : `@${scope?.version}`;
  return words(`${title} #${index}`, `${scope?.name ?? ""}${version}`, schema(schemaUrl), pairs(scope?.attributes));
}

function schema(url: string | undefined): string {
  return (url ?? "") === "" ? "" : `[${url}]`;
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
