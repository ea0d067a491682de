import { describe, expect, it } from "vitest";
import { bucketed, snapshot, windowed, type Loop } from "./loop.ts";
import { progressOf, skippedProgress, type Delivered } from "./progress.ts";

const minute = 60_000;
const hour = 3_600_000;
const ten = Date.UTC(2026, 0, 1, 10);
const at = (minutes: number): number => ten + minutes * minute;
const base = { name: "loop", cadenceMs: minute, bootstrapMs: hour, maxBackfillMs: hour };
const series = { bucketMs: minute, series: [] };
const buckets = bucketed({ ...base, ...series, maxRangeMs: hour, unsettled: false, collect: async () => [] });
const windows = windowed({ ...base, windowMs: hour, settleMs: 0, collect: async () => ({ records: [] }) });
const snapshots = snapshot({ ...base, ...series, collect: async () => [] });

const known = (reason: string): string => (reason === "moon" ? "other" : reason);
const progress = (loop: Loop, from: number, to: number, more: Partial<Delivered> = {}) =>
  progressOf(loop, { from: { time: at(from) }, to: { time: at(to) }, items: [], gaps: [], notes: [], ...more }, known);
const items = (...counts: readonly (readonly [minutes: number, items: number])[]) =>
  counts.map(([minutes, count]) => ({ at: at(minutes), items: count }));

describe("what an acknowledgement stands for", () => {
  it("is all the time on the way, and each point, by the hour in which its bucket ends", () => {
    const { booked, skipped } = progress(buckets, 58, 62, { items: items([59, 1], [60, 2], [61, 4], [62, 8]) });
    expect(booked).toEqual([
      { hour: ten, amounts: { delivered_ms: 2 * minute, delivered_items: 3 } },
      { hour: ten + hour, amounts: { delivered_ms: 2 * minute, delivered_items: 12 } },
    ]);
    expect(skipped).toEqual([]);
  });

  it("what a sink refuses is skipped, by reason, and the rest of the payload is delivered", () => {
    const gaps = [
      { reason: "too_old", items: 3 },
      { reason: "moon", items: 1 },
    ];
    const { booked, skipped } = progress(buckets, 59, 61, { gaps, items: items([60, 2], [61, 5]) });
    expect(booked).toEqual([
      { hour: ten, amounts: { delivered_ms: minute, "skipped_items/too_old": 2 } },
      {
        hour: ten + hour,
        amounts: { delivered_ms: minute, "skipped_items/too_old": 1, "skipped_items/other": 1, delivered_items: 3 },
      },
    ]);
    expect(skipped).toEqual(gaps);
  });

  it("a sink that refuses more than it was given is believed", () => {
    const { booked } = progress(buckets, 0, 1, { gaps: [{ reason: "too_old", items: 9 }], items: items([1, 2]) });
    expect(booked).toEqual([{ hour: ten, amounts: { delivered_ms: minute, "skipped_items/too_old": 9 } }]);
  });

  it("a gap without a number is all that the payload stands for: its time, and its items", () => {
    const { booked, skipped } = progress(buckets, 0, 2, {
      gaps: [{ reason: "rejected" }],
      items: items([1, 2], [2, 3]),
    });
    expect(booked).toEqual([
      { hour: ten, amounts: { "skipped_ms/rejected": 2 * minute, "skipped_items/rejected": 5 } },
    ]);
    expect(skipped).toEqual([{ reason: "rejected", from: at(0), to: at(2) }]);
  });

  it("a page within a window moves no time: a gap without a number is its records", () => {
    const { booked, skipped } = progress(windows, 0, 0, { gaps: [{ reason: "rejected" }], items: items([5, 7]) });
    expect(booked).toEqual([{ hour: ten, amounts: { "skipped_items/rejected": 7 } }]);
    expect(skipped).toEqual([{ reason: "rejected", items: 7 }]);
  });

  it.each([
    ["with a number: so many", buckets, { reason: "row", items: 4, at: at(1) }, { "skipped_items/row": 4 }, 3],
    [
      "without one: its bucket",
      buckets,
      { reason: "row", items: undefined, at: at(1) },
      { "skipped_ms/row": minute },
      2,
    ],
    [
      "of no bucket: the way",
      windows,
      { reason: "row", items: undefined, at: undefined },
      { "skipped_ms/row": 3 * minute },
      0,
    ],
  ] as const)("what the poll passed over, %s", (_, loop, note, amounts, deliveredMinutes) => {
    const { booked } = progress(loop, 0, 3, { notes: [note] });
    const delivered = deliveredMinutes === 0 ? {} : { delivered_ms: deliveredMinutes * minute };
    expect(booked).toEqual([{ hour: ten, amounts: { ...amounts, ...delivered } }]);
  });

  it("what a page passed over without a number, within a window: that it happened", () => {
    const { booked } = progress(windows, 0, 0, { notes: [{ reason: "row", items: undefined, at: undefined }] });
    expect(booked).toEqual([{ hour: ten - hour, amounts: { "skipped_items/row": 1 } }]);
  });

  it("time that is skipped twice counts for the first reason", () => {
    const notes = ["first", "second"].map((reason) => ({ reason, items: undefined, at: at(2) }));
    const { booked } = progress(buckets, 0, 3, { notes });
    expect(booked).toEqual([{ hour: ten, amounts: { "skipped_ms/first": minute, delivered_ms: 2 * minute } }]);
  });

  it("what is too old to be asked for is skipped, hour by hour", () => {
    const { booked, skipped } = skippedProgress(windows, { time: at(-30) }, { time: at(30) }, "backfill");
    expect(booked).toEqual([
      { hour: ten - hour, amounts: { "skipped_ms/backfill": 30 * minute } },
      { hour: ten, amounts: { "skipped_ms/backfill": 30 * minute } },
    ]);
    expect(skipped).toEqual([{ reason: "backfill", from: at(-30), to: at(30) }]);
  });
});

describe("snapshots", () => {
  it.each([
    ["the next minute", 1, 0],
    ["a minute that the jitter passes over belongs to the one behind it", 2, 0],
    ["an outage: the last minute has its point, and all before it was missed", 10, 9],
  ])("%s", (_, to, missed) => {
    const { booked, skipped } = progress(snapshots, 0, to);
    const amounts = {
      ...(missed > 0 ? { "skipped_ms/missed": missed * minute } : {}),
      delivered_ms: (to - missed) * minute,
    };
    expect(booked).toEqual([{ hour: ten, amounts }]);
    expect(skipped).toEqual(missed > 0 ? [{ reason: "missed", from: at(0), to: at(missed) }] : []);
  });

  it.each([
    [5, 5, 0],
    [5, 6, 0],
    [5, 15, 10],
  ])("polled every %i minutes: of %i minutes %i were missed", (cadence, to, missed) => {
    const loop = snapshot({ ...base, ...series, cadenceMs: cadence * minute, collect: async () => [] });
    expect(progress(loop, 0, to).booked[0]!.amounts["skipped_ms/missed"] ?? 0).toBe(missed * minute);
  });
});
