// otelcol's detailed output of metrics, line by line.
import type {
  DeepReadonly,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  KeyValue,
  Metric,
  MetricsData,
  NumberDataPoint,
} from "@genai-collector/pdata";
import { exponentialBuckets } from "./exponential-buckets.ts";
import { attributeLines, resourceLines, scopeLines } from "./format-detailed.ts";
import { goTime, hex } from "./format-value.ts";

const temporalities = ["Unspecified", "Delta", "Cumulative"];

export function detailedMetrics(data: DeepReadonly<MetricsData>): string[] {
  return data.resourceMetrics.flatMap((resource, r) => [
    `ResourceMetrics #${r}`,
    ...resourceLines(resource.resource, resource.schemaUrl),
    ...resource.scopeMetrics.flatMap((scope, s) => [
      ...scopeLines("ScopeMetrics", s, scope.scope, scope.schemaUrl),
      ...scope.metrics.flatMap((metric, m) => [
        `Metric #${m}`,
        "Descriptor:",
        `     -> Name: ${metric.name}`,
        `     -> Description: ${metric.description ?? ""}`,
        `     -> Unit: ${metric.unit ?? ""}`,
        ...dataLines(metric),
      ]),
    ]),
  ]);
}

function dataLines(metric: DeepReadonly<Metric>): string[] {
  const { gauge, sum, histogram, exponentialHistogram, summary } = metric;
  if (gauge !== undefined) return [...kind("Gauge"), ...points("NumberDataPoints", gauge.dataPoints, numberLines)];
  if (sum !== undefined) {
    const monotonic = `     -> IsMonotonic: ${sum.isMonotonic}`;
    return [...kind("Sum"), monotonic, temporality(sum), ...points("NumberDataPoints", sum.dataPoints, numberLines)];
  }
  if (histogram !== undefined) {
    return [
      ...kind("Histogram"),
      temporality(histogram),
      ...points("HistogramDataPoints", histogram.dataPoints, histogramLines),
    ];
  }
  if (exponentialHistogram !== undefined) {
    const lines = points("ExponentialHistogramDataPoints", exponentialHistogram.dataPoints, exponentialLines);
    return [...kind("ExponentialHistogram"), temporality(exponentialHistogram), ...lines];
  }
  if (summary === undefined) return kind("Empty");
  const lines = points("SummaryDataPoints", summary.dataPoints, (point) => [
    `Count: ${point.count}`,
    `Sum: ${decimal(point.sum)}`,
    ...point.quantileValues.map(
      ({ quantile, value }, i) => `QuantileValue #${i}: Quantile ${decimal(quantile)}, Value ${decimal(value)}`,
    ),
  ]);
  return [...kind("Summary"), ...lines];
}

function kind(name: string): string[] {
  return [`     -> DataType: ${name}`];
}

function temporality(data: { readonly aggregationTemporality: number }): string {
  return `     -> AggregationTemporality: ${temporalities[data.aggregationTemporality] ?? data.aggregationTemporality}`;
}

interface AnyPoint {
  readonly attributes: readonly DeepReadonly<KeyValue>[];
  readonly startTimeUnixNano?: bigint | undefined;
  readonly timeUnixNano: bigint;
  readonly exemplars?: readonly DeepReadonly<Exemplar>[] | undefined;
}

function points<P extends AnyPoint>(
  title: string,
  all: readonly P[],
  lines: (point: P) => readonly string[],
): string[] {
  return all.flatMap((point, i) => [
    `${title} #${i}`,
    ...attributeLines("Data point attributes", point.attributes),
    `StartTimestamp: ${goTime(point.startTimeUnixNano)}`,
    `Timestamp: ${goTime(point.timeUnixNano)}`,
    ...lines(point),
    ...exemplarLines(point.exemplars ?? []),
  ]);
}

function numberLines(point: DeepReadonly<NumberDataPoint>): string[] {
  return [`Value: ${number(point)}`];
}

function histogramLines(point: DeepReadonly<HistogramDataPoint>): string[] {
  return [
    `Count: ${point.count}`,
    ...statistics(point),
    ...point.explicitBounds.map((bound, i) => `ExplicitBounds #${i}: ${decimal(bound)}`),
    ...point.bucketCounts.map((count, i) => `Buckets #${i}, Count: ${count}`),
  ];
}

function exponentialLines(point: DeepReadonly<ExponentialHistogramDataPoint>): string[] {
  const buckets = exponentialBuckets(point).map(({ lower, upper, count }) => ({
    isNegative: upper < 0,
    // Of negative buckets the lower bound belongs to them, of positive ones the upper.
    line: `Bucket ${upper < 0 ? "[" : "("}${decimal(lower)}, ${decimal(upper)}${upper < 0 ? ")" : "]"}, Count: ${count}`,
  }));
  const lines = (isNegative: boolean): string[] =>
    buckets.flatMap((bucket) => (bucket.isNegative === isNegative ? [bucket.line] : []));
  const zero = point.zeroCount === 0n ? [] : [`Bucket [0, 0], Count: ${point.zeroCount}`];
  return [`Count: ${point.count}`, ...statistics(point), ...lines(true), ...zero, ...lines(false)];
}

function statistics(point: {
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}): string[] {
  const named = { Sum: point.sum, Min: point.min, Max: point.max };
  return Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${decimal(value)}`]));
}

function exemplarLines(exemplars: readonly DeepReadonly<Exemplar>[]): string[] {
  if (exemplars.length === 0) return [];
  const lines = exemplars.flatMap((exemplar, i) => [
    `Exemplar #${i}`,
    `     -> Trace ID: ${hex(exemplar.traceId)}`,
    `     -> Span ID: ${hex(exemplar.spanId)}`,
    `     -> Timestamp: ${goTime(exemplar.timeUnixNano)}`,
    `     -> Value: ${number(exemplar)}`,
    ...attributeLines("     -> FilteredAttributes", exemplar.filteredAttributes, "          "),
  ]);
  return ["Exemplars:", ...lines];
}

function number(value: { readonly asDouble?: number | undefined; readonly asInt?: bigint | undefined }): string {
  return value.asDouble === undefined ? String(value.asInt ?? 0n) : decimal(value.asDouble);
}

/** Go's `%f`: six decimals. */
function decimal(value: number): string {
  return value.toFixed(6);
}
