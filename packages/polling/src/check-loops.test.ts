import { describe, expect, it } from "vitest";
import { checkLoops } from "./check-loops.ts";
import {
  bucketed,
  snapshot,
  windowed,
  type BucketedLoop,
  type Loop,
  type SnapshotLoop,
  type WindowedLoop,
} from "./loop.ts";

const minute = 60_000;
const replay = { cadenceMs: minute, bootstrapMs: 50 * minute, maxBackfillMs: 90 * minute };
const buckets = (change: Partial<BucketedLoop>): Loop =>
  bucketed({
    ...replay,
    name: "a",
    bucketMs: minute,
    maxRangeMs: 55 * minute,
    unsettled: true,
    series: [],
    collect: async () => [],
    ...change,
  });
const windows = (change: Partial<WindowedLoop>): Loop =>
  windowed({
    ...replay,
    name: "a",
    windowMs: 10 * minute,
    settleMs: 5 * minute,
    collect: async () => ({ records: [] }),
    ...change,
  });
const moments = (change: Partial<SnapshotLoop>): Loop =>
  snapshot({ name: "a", cadenceMs: minute, bucketMs: minute, series: [], collect: async () => [], ...change });

const check = (...loops: Loop[]) => {
  return () => checkLoops(loops, ["a", "b"], 10 * minute);
};

describe("checkLoops", () => {
  it("lets through what can work", () => {
    expect(check(buckets({}), windows({ name: "b" }))).not.toThrow();
    expect(check(moments({ passes: ["x", "y"] }))).not.toThrow();
    expect(check(buckets({ unsettled: false, bootstrapMs: minute, maxBackfillMs: minute }))).not.toThrow();
  });

  it.each([
    [[buckets({ name: "c" })], "loop c is not among the receiver's loopNames"],
    [[buckets({}), windows({})], "loop a is declared twice"],
    [[buckets({ cadenceMs: 0 })], "needs a cadence above 0"],
    [[buckets({ cadenceMs: Number.NaN })], "needs a cadence above 0"],
    [[buckets({ passes: [] })], "has no passes: nothing would be polled"],
    [[buckets({ passes: ["x", "x"] })], "has a pass twice"],
    [[buckets({ bucketMs: 0.5 })], "needs a bucket of whole milliseconds above 0"],
    [[moments({ bucketMs: 0 })], "needs a bucket of whole milliseconds above 0"],
    [[buckets({ maxRangeMs: 59_999 })], "has a longest range below one bucket"],
    [[buckets({ bootstrapMs: 91 * minute })], "bootstraps from before its max backfill"],
    [[buckets({ maxBackfillMs: 10 * minute, bootstrapMs: minute })], "gives up data (600000 ms) before it settles"],
    [[windows({ settleMs: 90 * minute })], "gives up data (5400000 ms) before it settles"],
    [[windows({ windowMs: 999 })], "needs a window of a second or more"],
  ])("refuses what would be a silent no-op: %#", (loops, message) => {
    expect(check(...loops)).toThrow(message);
  });

  it("tells every problem at once, as one error that a human must act on", () => {
    const both = check(buckets({ cadenceMs: 0, name: "c" }));
    expect(both).toThrow("loop c needs a cadence above 0; loop c is not among");
    expect(both).toThrow(expect.objectContaining({ code: "POLLING_BAD_LOOP", kind: "misconfigured" }) as Error);
  });
});
