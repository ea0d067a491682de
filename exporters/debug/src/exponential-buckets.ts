import type { DeepReadonly, ExponentialHistogramDataPoint } from "@genai-collector/pdata";

/** One bucket, between two bounds of which the one that is further from zero belongs to it. */
export interface ExponentialBucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: bigint;
}

/**
 * The buckets of a point from the lowest to the highest, without the one around zero. Bucket `index` lies between
 * `base ^ index` and `base ^ (index + 1)`, where `base` is `2 ^ (2 ^ -scale)`.
 *
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export function exponentialBuckets({
  scale,
  negative,
  positive,
}: DeepReadonly<ExponentialHistogramDataPoint>): ExponentialBucket[] {
  const bound = (index: number): number => 2 ** (index * 2 ** -scale);
  const below = (negative?.bucketCounts ?? []).map((count, i) => {
    const index = negative!.offset + i;
    return { lower: -bound(index + 1), upper: -bound(index), count };
  });
  const above = (positive?.bucketCounts ?? []).map((count, i) => {
    const index = positive!.offset + i;
    return { lower: bound(index), upper: bound(index + 1), count };
  });
  return [...below.toReversed(), ...above];
}
