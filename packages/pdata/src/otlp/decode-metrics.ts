// Decoders of metrics: opentelemetry-proto metrics/v1/metrics.proto.
import type {
  ExponentialHistogram,
  Gauge,
  Histogram,
  Metric,
  ResourceMetrics,
  ScopeMetrics,
  Sum,
  Summary,
} from "../data.ts";
import type { Reader } from "../wire/reader.ts";
import { decodeKeyValue, decodeResource, decodeScope, emptyResource, skipUnknown } from "./decode-common.ts";
import {
  decodeExponentialHistogramDataPoint,
  decodeHistogramDataPoint,
  decodeNumberDataPoint,
  decodeSummaryDataPoint,
} from "./decode-points.ts";
import { schemas } from "./schema.ts";

/** The message that ends at `end`, its own tag and length read already. */
export function decodeResourceMetrics(reader: Reader, end: number): ResourceMetrics {
  const metrics: ResourceMetrics = { resource: emptyResource(), scopeMetrics: [], schemaUrl: "" };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) decodeResource(reader, reader.lengthEnd(end), metrics.resource);
    else if (tag === 18) metrics.scopeMetrics.push(decodeScopeMetrics(reader, reader.lengthEnd(end)));
    else if (tag === 26) metrics.schemaUrl = reader.string(end);
    else skipUnknown(reader, tag, end, schemas.resourceMetrics);
  }
  return metrics;
}

function decodeScopeMetrics(reader: Reader, end: number): ScopeMetrics {
  const metrics: ScopeMetrics = { scope: undefined, metrics: [], schemaUrl: "" };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) metrics.scope = decodeScope(reader, reader.lengthEnd(end), metrics.scope);
    else if (tag === 18) metrics.metrics.push(decodeMetric(reader, reader.lengthEnd(end)));
    else if (tag === 26) metrics.schemaUrl = reader.string(end);
    else skipUnknown(reader, tag, end, schemas.scopeMetrics);
  }
  return metrics;
}

function decodeMetric(reader: Reader, end: number): Metric {
  const metric: Metric = {
    name: "",
    description: "",
    unit: "",
    gauge: undefined,
    sum: undefined,
    histogram: undefined,
    exponentialHistogram: undefined,
    summary: undefined,
    metadata: [],
  };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case 10:
        metric.name = reader.string(end);
        break;
      case 18:
        metric.description = reader.string(end);
        break;
      case 26:
        metric.unit = reader.string(end);
        break;
      case 42:
        setData(metric, "gauge", decodeGauge(reader, reader.lengthEnd(end), metric.gauge));
        break;
      case 58:
        setData(metric, "sum", decodeSum(reader, reader.lengthEnd(end), metric.sum));
        break;
      case 74:
        setData(metric, "histogram", decodeHistogram(reader, reader.lengthEnd(end), metric.histogram));
        break;
      case 82: {
        const stop = reader.lengthEnd(end);
        setData(metric, "exponentialHistogram", decodeExponential(reader, stop, metric.exponentialHistogram));
        break;
      }
      case 90:
        setData(metric, "summary", decodeSummary(reader, reader.lengthEnd(end), metric.summary));
        break;
      case 98:
        metric.metadata!.push(decodeKeyValue(reader, reader.lengthEnd(end)));
        break;
      default:
        skipUnknown(reader, tag, end, schemas.metric);
    }
  }
  return metric;
}

type DataMember = "gauge" | "sum" | "histogram" | "exponentialHistogram" | "summary";

/** A oneof: the last member on the wire wins. */
function setData<M extends DataMember>(metric: Metric, member: M, data: NonNullable<Metric[M]>): void {
  metric.gauge = undefined;
  metric.sum = undefined;
  metric.histogram = undefined;
  metric.exponentialHistogram = undefined;
  metric.summary = undefined;
  (metric as Record<M, NonNullable<Metric[M]>>)[member] = data;
}

function decodeGauge(reader: Reader, end: number, into: Gauge | undefined): Gauge {
  const gauge = into ?? { dataPoints: [] };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) gauge.dataPoints.push(decodeNumberDataPoint(reader, reader.lengthEnd(end)));
    else skipUnknown(reader, tag, end, schemas.gauge);
  }
  return gauge;
}

function decodeSum(reader: Reader, end: number, into: Sum | undefined): Sum {
  const sum = into ?? { dataPoints: [], aggregationTemporality: 0, isMonotonic: false };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) sum.dataPoints.push(decodeNumberDataPoint(reader, reader.lengthEnd(end)));
    else if (tag === 16) sum.aggregationTemporality = reader.int32(end);
    else if (tag === 24) sum.isMonotonic = reader.bool(end);
    else skipUnknown(reader, tag, end, schemas.sum);
  }
  return sum;
}

function decodeHistogram(reader: Reader, end: number, into: Histogram | undefined): Histogram {
  const histogram = into ?? { dataPoints: [], aggregationTemporality: 0 };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) histogram.dataPoints.push(decodeHistogramDataPoint(reader, reader.lengthEnd(end)));
    else if (tag === 16) histogram.aggregationTemporality = reader.int32(end);
    else skipUnknown(reader, tag, end, schemas.histogram);
  }
  return histogram;
}

function decodeExponential(reader: Reader, end: number, into: ExponentialHistogram | undefined): ExponentialHistogram {
  const histogram = into ?? { dataPoints: [], aggregationTemporality: 0 };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) histogram.dataPoints.push(decodeExponentialHistogramDataPoint(reader, reader.lengthEnd(end)));
    else if (tag === 16) histogram.aggregationTemporality = reader.int32(end);
    else skipUnknown(reader, tag, end, schemas.exponentialHistogram);
  }
  return histogram;
}

function decodeSummary(reader: Reader, end: number, into: Summary | undefined): Summary {
  const summary = into ?? { dataPoints: [] };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) summary.dataPoints.push(decodeSummaryDataPoint(reader, reader.lengthEnd(end)));
    else skipUnknown(reader, tag, end, schemas.summary);
  }
  return summary;
}
