import type { Instant, KeyValue, MetricsData } from "@genai-collector/component";
import type { Histogram } from "./instruments.ts";
import type { MetricAttributes, MetricSnapshot } from "./metric-registry.ts";
import type { TelemetryResource } from "./telemetry-resource.ts";

/** When the sums began, and when they were read. */
export interface Interval {
  readonly start: Instant;
  readonly now: Instant;
}

type Metric = MetricsData["resourceMetrics"][number]["scopeMetrics"][number]["metrics"][number];
type NumberPoint = NonNullable<Metric["gauge"]>["dataPoints"][number];
type HistogramPoint = NonNullable<Metric["histogram"]>["dataPoints"][number];

const cumulative = 2;
const nanosPerMilli = 1_000_000n;

/**
 * The collector's own metrics as OTLP, cumulative. The same snapshot gives the same bytes: metrics, series and
 * attributes come sorted from the registry.
 */
export function otlpMetrics(
  metrics: readonly MetricSnapshot[],
  resource: TelemetryResource,
  scope: { readonly name: string; readonly version: string },
  interval: Interval,
): MetricsData {
  return {
    resourceMetrics: [
      {
        resource: { attributes: keyValues(Object.fromEntries(resource)) },
        scopeMetrics: [{ scope: { ...scope }, metrics: metrics.map((metric) => otlpMetric(metric, interval)) }],
      },
    ],
  };
}

function otlpMetric(metric: MetricSnapshot, interval: Interval): Metric {
  const base = { name: metric.name, description: metric.doc, unit: metric.unit };
  const points = metric.series.flatMap(({ attributes, instrument }) =>
    "bounds" in instrument ? [] : [numberPoint(attributes, instrument.value, metric.unit, interval)],
  );
  switch (metric.kind) {
    case "counter":
      return { ...base, sum: { dataPoints: points, aggregationTemporality: cumulative, isMonotonic: true } };
    case "gauge":
      return { ...base, gauge: { dataPoints: points } };
    case "histogram":
      return {
        ...base,
        histogram: { dataPoints: histogramPoints(metric, interval), aggregationTemporality: cumulative },
      };
  }
}

function numberPoint(attributes: MetricAttributes, value: number, unit: string, interval: Interval): NumberPoint {
  const point = { attributes: keyValues(attributes), ...times(interval) };
  return unit !== "s" && unit !== "1" && Number.isSafeInteger(value)
    ? { ...point, asInt: BigInt(value) }
    : { ...point, asDouble: value };
}

function histogramPoints(metric: MetricSnapshot, interval: Interval): HistogramPoint[] {
  return metric.series.flatMap(({ attributes, instrument }) =>
    "bounds" in instrument ? [histogramPoint(attributes, instrument, interval)] : [],
  );
}

function histogramPoint(attributes: MetricAttributes, histogram: Histogram, interval: Interval): HistogramPoint {
  return {
    attributes: keyValues(attributes),
    ...times(interval),
    count: BigInt(histogram.count),
    sum: histogram.sum,
    bucketCounts: histogram.counts.map(BigInt),
    explicitBounds: [...histogram.bounds],
  };
}

function times({ start, now }: Interval): { startTimeUnixNano: bigint; timeUnixNano: bigint } {
  return { startTimeUnixNano: BigInt(start) * nanosPerMilli, timeUnixNano: BigInt(now) * nanosPerMilli };
}

function keyValues(attributes: MetricAttributes): KeyValue[] {
  return Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}
