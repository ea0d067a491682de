// Decoders of data points: opentelemetry-proto metrics/v1/metrics.proto.
import type {
  Buckets,
  Exemplar,
  ExponentialHistogramDataPoint,
  HistogramDataPoint,
  NumberDataPoint,
  SummaryDataPoint,
  ValueAtQuantile,
} from "../data.ts";
import type { Reader } from "../wire/reader.ts";
import { decodeKeyValue, skipUnknown } from "./decode-common.ts";
import { schemas } from "./schema.ts";

/** A point of a gauge or a sum: the message that ends at `end`, as in all decoders here. */
export function decodeNumberDataPoint(reader: Reader, end: number): NumberDataPoint {
  const point: NumberDataPoint = {
    attributes: [],
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    asDouble: undefined,
    asInt: undefined,
    exemplars: [],
    flags: 0,
  };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 58) point.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
    else if (tag === 17) point.startTimeUnixNano = reader.fixed64(end);
    else if (tag === 25) point.timeUnixNano = reader.fixed64(end);
    else if (tag === 33) {
      point.asDouble = reader.double(end);
      point.asInt = undefined;
    } else if (tag === 49) {
      point.asInt = reader.sfixed64(end);
      point.asDouble = undefined;
    } else if (tag === 42) point.exemplars!.push(decodeExemplar(reader, reader.lengthEnd(end)));
    else if (tag === 64) point.flags = reader.uint32(end);
    else skipUnknown(reader, tag, end, schemas.numberPoint);
  }
  return point;
}

/** A point of a histogram; its numbers may come packed or one by one. */
export function decodeHistogramDataPoint(reader: Reader, end: number): HistogramDataPoint {
  const point: HistogramDataPoint = {
    attributes: [],
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    count: 0n,
    sum: undefined,
    bucketCounts: [],
    explicitBounds: [],
    exemplars: [],
    flags: 0,
    min: undefined,
    max: undefined,
  };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case 17:
        point.startTimeUnixNano = reader.fixed64(end);
        break;
      case 25:
        point.timeUnixNano = reader.fixed64(end);
        break;
      case 33:
        point.count = reader.fixed64(end);
        break;
      case 41:
        point.sum = reader.double(end);
        break;
      case 49:
        point.bucketCounts.push(reader.fixed64(end));
        break;
      case 50:
        for (const stop = reader.lengthEnd(end); reader.pos < stop;) point.bucketCounts.push(reader.fixed64(stop));
        break;
      case 57:
        point.explicitBounds.push(reader.double(end));
        break;
      case 58:
        for (const stop = reader.lengthEnd(end); reader.pos < stop;) point.explicitBounds.push(reader.double(stop));
        break;
      case 66:
        point.exemplars!.push(decodeExemplar(reader, reader.lengthEnd(end)));
        break;
      case 74:
        point.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
        break;
      case 80:
        point.flags = reader.uint32(end);
        break;
      case 89:
        point.min = reader.double(end);
        break;
      case 97:
        point.max = reader.double(end);
        break;
      default:
        skipUnknown(reader, tag, end, schemas.histogramPoint);
    }
  }
  return point;
}

/** A point of an exponential histogram. */
export function decodeExponentialHistogramDataPoint(reader: Reader, end: number): ExponentialHistogramDataPoint {
  const point: ExponentialHistogramDataPoint = {
    attributes: [],
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    count: 0n,
    sum: undefined,
    scale: 0,
    zeroCount: 0n,
    positive: undefined,
    negative: undefined,
    flags: 0,
    exemplars: [],
    min: undefined,
    max: undefined,
    zeroThreshold: 0,
  };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case 10:
        point.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
        break;
      case 17:
        point.startTimeUnixNano = reader.fixed64(end);
        break;
      case 25:
        point.timeUnixNano = reader.fixed64(end);
        break;
      case 33:
        point.count = reader.fixed64(end);
        break;
      case 41:
        point.sum = reader.double(end);
        break;
      case 48:
        point.scale = reader.sint32(end);
        break;
      case 57:
        point.zeroCount = reader.fixed64(end);
        break;
      case 66:
        point.positive = decodeBuckets(reader, reader.lengthEnd(end), point.positive);
        break;
      case 74:
        point.negative = decodeBuckets(reader, reader.lengthEnd(end), point.negative);
        break;
      case 80:
        point.flags = reader.uint32(end);
        break;
      case 90:
        point.exemplars!.push(decodeExemplar(reader, reader.lengthEnd(end)));
        break;
      case 97:
        point.min = reader.double(end);
        break;
      case 105:
        point.max = reader.double(end);
        break;
      case 113:
        point.zeroThreshold = reader.double(end);
        break;
      default:
        skipUnknown(reader, tag, end, schemas.exponentialPoint);
    }
  }
  return point;
}

function decodeBuckets(reader: Reader, end: number, into: Buckets | undefined): Buckets {
  const buckets = into ?? { offset: 0, bucketCounts: [] };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 8) buckets.offset = reader.sint32(end);
    else if (tag === 16) buckets.bucketCounts.push(reader.uint64(end));
    else if (tag === 18) {
      for (const stop = reader.lengthEnd(end); reader.pos < stop;) buckets.bucketCounts.push(reader.uint64(stop));
    } else skipUnknown(reader, tag, end, schemas.buckets);
  }
  return buckets;
}

/** A point of a summary. */
export function decodeSummaryDataPoint(reader: Reader, end: number): SummaryDataPoint {
  const point: SummaryDataPoint = {
    attributes: [],
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    count: 0n,
    sum: 0,
    quantileValues: [],
    flags: 0,
  };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 17) point.startTimeUnixNano = reader.fixed64(end);
    else if (tag === 25) point.timeUnixNano = reader.fixed64(end);
    else if (tag === 33) point.count = reader.fixed64(end);
    else if (tag === 41) point.sum = reader.double(end);
    else if (tag === 50) point.quantileValues.push(decodeQuantile(reader, reader.lengthEnd(end)));
    else if (tag === 58) point.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
    else if (tag === 64) point.flags = reader.uint32(end);
    else skipUnknown(reader, tag, end, schemas.summaryPoint);
  }
  return point;
}

function decodeQuantile(reader: Reader, end: number): ValueAtQuantile {
  const quantile = { quantile: 0, value: 0 };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 9) quantile.quantile = reader.double(end);
    else if (tag === 17) quantile.value = reader.double(end);
    else skipUnknown(reader, tag, end, schemas.quantile);
  }
  return quantile;
}

function decodeExemplar(reader: Reader, end: number): Exemplar {
  const exemplar: Exemplar = {
    filteredAttributes: [],
    timeUnixNano: 0n,
    asDouble: undefined,
    asInt: undefined,
    spanId: undefined,
    traceId: undefined,
  };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 17) exemplar.timeUnixNano = reader.fixed64(end);
    else if (tag === 25) {
      exemplar.asDouble = reader.double(end);
      exemplar.asInt = undefined;
    } else if (tag === 34) exemplar.spanId = reader.identifier(8, end);
    else if (tag === 42) exemplar.traceId = reader.identifier(16, end);
    else if (tag === 49) {
      exemplar.asInt = reader.sfixed64(end);
      exemplar.asDouble = undefined;
    } else if (tag === 58) exemplar.filteredAttributes!.push(decodeKeyValue(reader, reader.lengthEnd(end)));
    else skipUnknown(reader, tag, end, schemas.exemplar);
  }
  return exemplar;
}
