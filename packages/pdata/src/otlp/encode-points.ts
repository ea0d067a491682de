// Encoders of data points, fields last to first (see encode-common.ts). The caller adds tag and length.
import type {
  Buckets,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  SummaryDataPoint,
} from "../data.ts";
import type { ReverseWriter } from "../wire/reverse-writer.ts";
import { encodeAttributes, isBytes, isDouble, isSet, isSet64 } from "./encode-common.ts";

/** A point of a gauge or a sum. */
export function encodeNumberDataPoint(writer: ReverseWriter, point: NumberDataPoint): void {
  if (isSet(point.flags)) writer.uint32(64, point.flags);
  encodeAttributes(writer, 58, point.attributes);
  if (point.asDouble === undefined && point.asInt !== undefined) writer.fixed64(49, point.asInt);
  encodeExemplars(writer, 42, point.exemplars);
  if (point.asDouble !== undefined) writer.double(33, point.asDouble);
  if (isSet64(point.timeUnixNano)) writer.fixed64(25, point.timeUnixNano);
  if (isSet64(point.startTimeUnixNano)) writer.fixed64(17, point.startTimeUnixNano);
}

/** A point of a histogram. */
export function encodeHistogramDataPoint(writer: ReverseWriter, point: HistogramDataPoint): void {
  // `optional` fields have presence: a zero that is set is written.
  if (point.max !== undefined) writer.double(97, point.max);
  if (point.min !== undefined) writer.double(89, point.min);
  if (isSet(point.flags)) writer.uint32(80, point.flags);
  encodeAttributes(writer, 74, point.attributes);
  encodeExemplars(writer, 66, point.exemplars);
  if (point.explicitBounds.length > 0) writer.packedDouble(58, point.explicitBounds);
  if (point.bucketCounts.length > 0) writer.packedFixed64(50, point.bucketCounts);
  if (point.sum !== undefined) writer.double(41, point.sum);
  if (isSet64(point.count)) writer.fixed64(33, point.count);
  if (isSet64(point.timeUnixNano)) writer.fixed64(25, point.timeUnixNano);
  if (isSet64(point.startTimeUnixNano)) writer.fixed64(17, point.startTimeUnixNano);
}

/** A point of an exponential histogram. */
export function encodeExponentialHistogramDataPoint(writer: ReverseWriter, point: ExponentialHistogramDataPoint): void {
  if (isDouble(point.zeroThreshold)) writer.double(113, point.zeroThreshold);
  if (point.max !== undefined) writer.double(105, point.max);
  if (point.min !== undefined) writer.double(97, point.min);
  encodeExemplars(writer, 90, point.exemplars);
  if (isSet(point.flags)) writer.uint32(80, point.flags);
  encodeBuckets(writer, 74, point.negative);
  encodeBuckets(writer, 66, point.positive);
  if (isSet64(point.zeroCount)) writer.fixed64(57, point.zeroCount);
  if (isSet(point.scale)) writer.sint32(48, point.scale);
  if (point.sum !== undefined) writer.double(41, point.sum);
  if (isSet64(point.count)) writer.fixed64(33, point.count);
  if (isSet64(point.timeUnixNano)) writer.fixed64(25, point.timeUnixNano);
  if (isSet64(point.startTimeUnixNano)) writer.fixed64(17, point.startTimeUnixNano);
  encodeAttributes(writer, 10, point.attributes);
}

function encodeBuckets(writer: ReverseWriter, tag: number, buckets: Buckets | undefined): void {
  if (buckets === undefined) return;
  const before = writer.length;
  if (buckets.bucketCounts.length > 0) writer.packedUint64(18, buckets.bucketCounts);
  if (isSet(buckets.offset)) writer.sint32(8, buckets.offset);
  writer.close(tag, before);
}

/** A point of a summary. */
export function encodeSummaryDataPoint(writer: ReverseWriter, point: SummaryDataPoint): void {
  if (isSet(point.flags)) writer.uint32(64, point.flags);
  encodeAttributes(writer, 58, point.attributes);
  for (let i = point.quantileValues.length - 1; i >= 0; i--) {
    const { quantile, value } = point.quantileValues[i]!;
    const before = writer.length;
    if (isDouble(value)) writer.double(17, value);
    if (isDouble(quantile)) writer.double(9, quantile);
    writer.close(50, before);
  }
  if (isDouble(point.sum)) writer.double(41, point.sum);
  if (isSet64(point.count)) writer.fixed64(33, point.count);
  if (isSet64(point.timeUnixNano)) writer.fixed64(25, point.timeUnixNano);
  if (isSet64(point.startTimeUnixNano)) writer.fixed64(17, point.startTimeUnixNano);
}

function encodeExemplars(writer: ReverseWriter, tag: number, exemplars: readonly Exemplar[] | undefined): void {
  if (exemplars === undefined) return;
  for (let i = exemplars.length - 1; i >= 0; i--) {
    const exemplar = exemplars[i]!;
    const before = writer.length;
    if (exemplar.filteredAttributes !== undefined) encodeAttributes(writer, 58, exemplar.filteredAttributes);
    if (exemplar.asDouble === undefined && exemplar.asInt !== undefined) writer.fixed64(49, exemplar.asInt);
    if (isBytes(exemplar.traceId)) writer.bytes(42, exemplar.traceId);
    if (isBytes(exemplar.spanId)) writer.bytes(34, exemplar.spanId);
    if (exemplar.asDouble !== undefined) writer.double(25, exemplar.asDouble);
    if (isSet64(exemplar.timeUnixNano)) writer.fixed64(17, exemplar.timeUnixNano);
    writer.close(tag, before);
  }
}
