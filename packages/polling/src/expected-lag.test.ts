import { expect, it } from "vitest";
import { expectedLagMs } from "./expected-lag.ts";
import { bucketed, snapshot, windowed } from "./loop.ts";

const minute = 60_000;
const replay = { name: "l", cadenceMs: 10 * minute, bootstrapMs: 0, maxBackfillMs: 0 };
const buckets = { ...replay, bucketMs: minute, maxRangeMs: 60 * minute, series: [], collect: async () => [] };
const pages = { ...replay, windowMs: 60 * minute, settleMs: 5 * minute, collect: async () => ({ records: [] }) };
const taken = { name: "l", cadenceMs: 10 * minute, bucketMs: minute, series: [], collect: async () => [] };

it.each([
  ["buckets that are final at once", bucketed({ ...buckets, unsettled: false }), 11 + 1 + 1],
  ["buckets that settle in the pipeline", bucketed({ ...buckets, unsettled: true }), 11 + 1 + 1 + 30],
  ["windows", windowed(pages), 11 + 1 + 5],
  ["windows of which each costs", windowed({ ...pages, minWindowMs: 15 * minute }), 11 + 1 + 5 + 15],
  ["snapshots", snapshot(taken), 11 + 1 + 1],
  [
    "snapshots of what was, slowly",
    snapshot({ ...taken, settleMs: 7 * minute, deadlineMs: 4 * minute }),
    11 + 4 + 1 + 7,
  ],
])("of %s", (_what, loop, minutes) => {
  expect(expectedLagMs(loop, 30 * minute)).toBe(minutes * minute);
});
