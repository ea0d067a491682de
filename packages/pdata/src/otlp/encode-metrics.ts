// Encoders of metrics, fields last to first (see encode-common.ts).
import type { Metric, ResourceMetrics, ScopeMetrics } from "../data.ts";
import type { ReverseWriter } from "../wire/reverse-writer.ts";
import { encodeAttributes, encodeResource, encodeScope, isSet, isText } from "./encode-common.ts";
import {
  encodeExponentialHistogramDataPoint,
  encodeHistogramDataPoint,
  encodeNumberDataPoint,
  encodeSummaryDataPoint,
} from "./encode-points.ts";

/** One `ResourceMetrics` with its tag (field 1 of a request) and length. */
export function writeResourceMetrics(writer: ReverseWriter, metrics: ResourceMetrics): void {
  const before = writer.length;
  if (isText(metrics.schemaUrl)) writer.string(26, metrics.schemaUrl);
  for (let i = metrics.scopeMetrics.length - 1; i >= 0; i--) writeScopeMetrics(writer, metrics.scopeMetrics[i]!);
  encodeResource(writer, metrics.resource);
  writer.close(10, before);
}

function writeScopeMetrics(writer: ReverseWriter, metrics: ScopeMetrics): void {
  const before = writer.length;
  if (isText(metrics.schemaUrl)) writer.string(26, metrics.schemaUrl);
  for (let i = metrics.metrics.length - 1; i >= 0; i--) writeMetric(writer, metrics.metrics[i]!);
  encodeScope(writer, metrics.scope);
  writer.close(18, before);
}

function writeMetric(writer: ReverseWriter, metric: Metric): void {
  const before = writer.length;
  if (metric.metadata !== undefined) encodeAttributes(writer, 98, metric.metadata);
  writeData(writer, metric);
  if (isText(metric.unit)) writer.string(26, metric.unit);
  if (isText(metric.description)) writer.string(18, metric.description);
  if (isText(metric.name)) writer.string(10, metric.name);
  writer.close(18, before);
}

/** A oneof: written when set, even where nothing is in it. */
function writeData(writer: ReverseWriter, metric: Metric): void {
  const before = writer.length;
  if (metric.gauge !== undefined) {
    writePoints(writer, metric.gauge.dataPoints, encodeNumberDataPoint);
    writer.close(42, before);
  } else if (metric.sum !== undefined) {
    if (metric.sum.isMonotonic) writer.bool(24, true);
    if (isSet(metric.sum.aggregationTemporality)) writer.int32(16, metric.sum.aggregationTemporality);
    writePoints(writer, metric.sum.dataPoints, encodeNumberDataPoint);
    writer.close(58, before);
  } else if (metric.histogram !== undefined) {
    if (isSet(metric.histogram.aggregationTemporality)) writer.int32(16, metric.histogram.aggregationTemporality);
    writePoints(writer, metric.histogram.dataPoints, encodeHistogramDataPoint);
    writer.close(74, before);
  } else if (metric.exponentialHistogram !== undefined) {
    const { aggregationTemporality, dataPoints } = metric.exponentialHistogram;
    if (isSet(aggregationTemporality)) writer.int32(16, aggregationTemporality);
    writePoints(writer, dataPoints, encodeExponentialHistogramDataPoint);
    writer.close(82, before);
  } else if (metric.summary !== undefined) {
    writePoints(writer, metric.summary.dataPoints, encodeSummaryDataPoint);
    writer.close(90, before);
  }
}

function writePoints<P>(
  writer: ReverseWriter,
  points: readonly P[],
  write: (writer: ReverseWriter, point: P) => void,
): void {
  for (let i = points.length - 1; i >= 0; i--) {
    const before = writer.length;
    write(writer, points[i]!);
    writer.close(10, before);
  }
}
