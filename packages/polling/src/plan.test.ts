import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketed, snapshot, windowed, type BucketedLoop, type Loop } from "./loop.ts";
import { backfillFloor, bandOf, planPolls, planRange, startingPoint } from "./plan.ts";

const minute = 60_000;
const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);

const analytics: BucketedLoop = {
  name: "analytics",
  cadenceMs: minute,
  bootstrapMs: 50 * minute,
  maxBackfillMs: 90 * minute,
  bucketMs: minute,
  maxRangeMs: 55 * minute,
  unsettled: true,
  series: [],
  collect: async () => [],
};
const loop = bucketed(analytics);
const logs = windowed({
  name: "logs",
  cadenceMs: minute,
  bootstrapMs: 60 * minute,
  maxBackfillMs: 24 * 60 * minute,
  windowMs: 60 * minute,
  settleMs: 10 * minute,
  collect: async () => ({ records: [] }),
});
const groups = snapshot({
  name: "groups",
  cadenceMs: 5 * minute,
  bucketMs: minute,
  settleMs: 10 * minute,
  series: [],
  collect: async () => [],
});

describe("the start of a lane", () => {
  it.each([
    ["bucketed", loop, "08:47:00"],
    ["windowed", logs, "08:37:20"],
  ] as const)("unset watermark: start = now − bootstrap, on the grid (%s)", (_, of, start) => {
    expect(startingPoint(of, at("09:37:20"))).toBe(at(start));
  });

  it("lets a snapshot be taken at once", () => {
    const time = startingPoint(groups, at("09:37:20"));
    expect(planRange(groups, { time }, at("09:37:20"), 0)).toMatchObject({ to: at("09:27:00") });
  });
});

describe("a request for buckets", () => {
  const band = 20 * minute;

  it("spans [frontier − band, now], on whole buckets", () => {
    expect(planRange(loop, { time: at("09:27:00") }, at("09:38:25"), band)).toEqual({
      from: at("09:07:00"),
      to: at("09:38:00"),
      hasMore: false,
    });
  });

  it("is at most the vendor's limit, and then there is more", () => {
    expect(planRange(loop, { time: at("08:30:00") }, at("09:38:25"), band)).toEqual({
      from: at("08:10:00"),
      to: at("09:05:00"),
      hasMore: true,
    });
  });

  it("asks for nothing that is older than the backfill floor", () => {
    expect(backfillFloor(loop, at("09:37:20"))).toBe(at("08:07:00"));
    expect(planRange(loop, { time: at("08:07:00") }, at("09:37:20"), band)).toMatchObject({
      from: at("08:07:00"),
      to: at("09:02:00"),
    });
  });

  it("max_backfill 120 m, settle 10 m, since = now − 50 m: widest request ≤ 55 m", () => {
    const wide = bucketed({ ...analytics, maxBackfillMs: 120 * minute });
    const range = planRange(wide, { time: at("09:10:00") }, at("10:00:00"), bandOf(wide, 10 * minute))!;
    expect(range.to - range.from).toBe(55 * minute);
  });

  it("until ≤ start: nothing is asked for", () => {
    expect(planRange(loop, { time: at("09:37:00") }, at("09:37:59"), band)).toBeUndefined();
  });

  it("does not go back after a backward clock step", () => {
    expect(planRange(loop, { time: at("09:37:00") }, at("08:00:00"), band)).toBeUndefined();
  });

  it("never cuts a bucket, is never too long and always reaches beyond the frontier, whatever the numbers", () => {
    const numbers = fc.record({
      bucketMs: fc.integer({ min: 1, max: 5_000_000 }),
      buckets: fc.integer({ min: 1, max: 100 }),
      over: fc.double({ min: 0, max: 0.99, noNaN: true }),
      settleMs: fc.integer({ min: 0, max: 10_000_000 }),
      frontier: fc.integer({ min: 0, max: 100_000_000 }),
      lag: fc.integer({ min: 0, max: 1_000_000_000 }),
      isUnsettled: fc.boolean(),
    });
    fc.assert(
      fc.property(numbers, ({ bucketMs, buckets, over, settleMs, frontier, lag, isUnsettled }) => {
        const maxRangeMs = Math.floor(bucketMs * (buckets + over));
        const any = bucketed({ ...analytics, bucketMs, maxRangeMs, unsettled: isUnsettled, maxBackfillMs: Infinity });
        const now = frontier + bucketMs + lag;
        const range = planRange(any, { time: frontier }, now, bandOf(any, settleMs))!;
        expect(range.from / bucketMs).toBe(Math.round(range.from / bucketMs));
        expect(range.to / bucketMs).toBe(Math.round(range.to / bucketMs));
        expect(range.from).toBeLessThanOrEqual(frontier);
        expect(range.to).toBeGreaterThan(frontier);
        expect(range.to).toBeLessThanOrEqual(now);
        expect(range.to - range.from).toBeLessThanOrEqual(maxRangeMs);
        expect(range.hasMore).toBe(range.to + bucketMs <= now);
      }),
    );
  });
});

describe("the band", () => {
  it.each([
    [0, 1],
    [10, 20],
    [30, 27],
  ])("settle %d min: twice that, at least a bucket, at most half a request: %d min", (settle, band) => {
    expect(bandOf(loop, settle * minute)).toBe(band * minute);
  });

  it("is none where a request is one bucket, which would otherwise never go forward", () => {
    expect(bandOf(bucketed({ ...analytics, bucketMs: 60 * minute, maxRangeMs: 60 * minute }), minute)).toBe(0);
  });

  it("is none where nothing has to settle", () => {
    expect(bandOf(bucketed({ ...analytics, unsettled: false }), 10 * minute)).toBe(0);
    expect(bandOf(logs, 10 * minute)).toBe(0);
  });
});

describe("a window", () => {
  it("ends at the window's length or at now − settle, whichever is earlier", () => {
    expect(planRange(logs, { time: at("08:00:00") }, at("10:00:00"), 0)).toEqual({
      from: at("08:00:00"),
      to: at("09:00:00"),
      hasMore: true,
    });
    expect(planRange(logs, { time: at("09:00:00") }, at("10:00:00.7"), 0)).toEqual({
      from: at("09:00:00"),
      to: at("09:50:00"),
      hasMore: false,
    });
  });

  it("keeps its end while it is not complete", () => {
    const frontier = { time: at("09:00:00"), cursor: `${at("09:50:00")}|page|2` };
    expect(planRange(logs, frontier, at("10:05:00"), 0)).toEqual({
      from: at("09:00:00"),
      to: at("09:50:00"),
      cursor: "page|2",
      hasMore: true,
    });
  });

  it("leaves to the next tick what it would find anyway, and goes on with what is more", () => {
    const frontier = { time: at("09:00:00"), cursor: `${at("09:50:00")}|page` };
    expect(planRange(logs, frontier, at("10:00:59"), 0)).toMatchObject({ hasMore: false });
    expect(planRange(logs, frontier, at("10:01:00"), 0)).toMatchObject({ hasMore: true });
    const rare = { ...logs, cadenceMs: 120 * minute };
    expect(planRange(rare, frontier, at("10:59:59"), 0)).toMatchObject({ hasMore: false });
    expect(planRange(rare, frontier, at("11:00:00"), 0)).toMatchObject({ hasMore: true });
  });

  it("starts again where the stored cursor is not one", () => {
    for (const cursor of ["garbage", `${at("08:00:00")}|end before start`, ""]) {
      expect(planRange(logs, { time: at("09:00:00"), cursor }, at("10:00:00"), 0)).toEqual({
        from: at("09:00:00"),
        to: at("09:50:00"),
        hasMore: false,
      });
    }
  });

  it("waits until it is long enough to be worth a job", () => {
    const jobs: Loop = { ...logs, minWindowMs: 10 * minute } as Loop;
    expect(planRange(jobs, { time: at("09:45:00") }, at("10:00:00"), 0)).toBeUndefined();
    expect(planRange(jobs, { time: at("09:40:00") }, at("10:00:00"), 0)).toMatchObject({ to: at("09:50:00") });
  });
});

describe("a snapshot", () => {
  it("is taken once a bucket: two polls in one minute make one point", () => {
    expect(planRange(groups, { time: at("09:27:00") }, at("09:37:59"), 0)).toBeUndefined();
    expect(planRange(groups, { time: at("09:27:00") }, at("09:38:00"), 0)).toMatchObject({ to: at("09:28:00") });
  });

  it("any distance behind: no acceleration, and nothing is given up", () => {
    expect(planRange(groups, { time: 0 }, at("09:38:00"), 0)).toEqual({
      from: at("09:27:00"),
      to: at("09:28:00"),
      hasMore: false,
    });
    expect(backfillFloor(groups, at("09:38:00"))).toBe(-Infinity);
  });
});

describe("grouping", () => {
  const lane = (time: string, pass = "", cursor?: string) => ({ pass, frontier: { time: at(time), cursor } });
  const band = 20 * minute;

  it("lanes whose requests end at the same instant share one, from where the lowest needs it", () => {
    const [ahead, behind] = [lane("09:27:00"), lane("09:10:00")];
    expect(planPolls(loop, [ahead, behind], at("09:38:00"), band)).toEqual([
      { pass: "", from: at("08:50:00"), to: at("09:38:00"), hasMore: false, lanes: [ahead, behind] },
    ]);
  });

  it("others get their own, the lane furthest ahead first", () => {
    const [behind, ahead] = [lane("08:20:00"), lane("09:27:00")];
    const polls = planPolls(loop, [behind, ahead], at("09:38:00"), band);
    expect(polls.map((poll) => poll.lanes)).toEqual([[ahead], [behind]]);
  });

  it("passes never share", () => {
    expect(planPolls(loop, [lane("09:27:00", "a"), lane("09:27:00", "b")], at("09:38:00"), band)).toHaveLength(2);
  });

  it("windows are shared only at the same frontier", () => {
    const cursor = `${at("09:20:00")}|x`;
    const lanes = [lane("09:00:00"), lane("09:00:00"), lane("09:00:00", "", cursor), lane("09:05:00")];
    const polls = planPolls(logs, lanes, at("09:38:00"), 0);
    expect(polls.map((poll) => poll.lanes.length).toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
  });
});
