import { describe, expect, it } from "vitest";
import { exponentialBuckets } from "./exponential-buckets.ts";

const frame = { attributes: [], timeUnixNano: 1n, count: 1n, zeroCount: 0n };

describe("exponentialBuckets", () => {
  it("lists them from the lowest to the highest, bounds by scale and offset", () => {
    const point = {
      ...frame,
      scale: 0,
      negative: { offset: 1, bucketCounts: [5n, 6n] },
      positive: { offset: -1, bucketCounts: [7n, 8n] },
    };
    expect(exponentialBuckets(point)).toEqual([
      { lower: -8, upper: -4, count: 6n },
      { lower: -4, upper: -2, count: 5n },
      { lower: 0.5, upper: 1, count: 7n },
      { lower: 1, upper: 2, count: 8n },
    ]);
  });

  it.each([
    [-1, 4, 16],
    [1, Math.SQRT2, 2],
    [20, 2 ** (2 ** -20), 2 ** (2 ** -19)],
  ])("of scale %i: the second bucket lies between %d and %d", (scale, lower, upper) => {
    const [bucket] = exponentialBuckets({ ...frame, scale, positive: { offset: 1, bucketCounts: [1n] } });
    expect(bucket!.lower).toBeCloseTo(lower, 12);
    expect(bucket!.upper).toBeCloseTo(upper, 12);
  });

  it("are none where there are none", () => {
    expect(exponentialBuckets({ ...frame, scale: 3 })).toEqual([]);
  });
});
