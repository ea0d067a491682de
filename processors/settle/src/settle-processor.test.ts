import { isCollectorError, type BatchContext, type Coverage, type Metrics } from "@genai-collector/component";
import { encodeResourceMetrics, metricsFromRanges } from "@genai-collector/pdata";
import { createSettings, MetricsSink, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settleProcessorFactory } from "./factory.ts";
import { settledUpTo } from "./settle-processor.ts";
import type { settleInstruments } from "./telemetry.ts";

const minute = 60_000;
const noon = Date.UTC(2026, 0, 1, 12);
const at = (minutes: number): number => noon + minutes * minute;

/** One bucket: a series for each value, labelled by its place. */
function bucket(end: number, ...values: readonly number[]): { readonly bytes: Uint8Array } {
  const dataPoints = values.map((asDouble, index) => ({
    attributes: [{ key: "quantile", value: { stringValue: `p${index}` } }],
    timeUnixNano: BigInt(end) * 1_000_000n,
    asDouble,
  }));
  const metrics = [{ name: "latency", unit: "s", gauge: { dataPoints } }];
  return {
    bytes: encodeResourceMetrics({ resource: { attributes: [] }, scopeMetrics: [{ scope: { name: "x" }, metrics }] }),
  };
}

function setUp(settleMs: number) {
  const recorded = new Recorded();
  const sink = new MetricsSink();
  /** Buckets and points that the lane was told of. */
  const told: [end: number, points: number][] = [];
  const settings = createSettings<typeof settleInstruments>("settle", new VirtualRuntime(new World()), {
    recorded,
    instruments: settleProcessorFactory.instruments,
  });
  const settle = settleProcessorFactory.createMetrics!(settings, { after: settleMs }, sink);
  /** Polls (from, to] as seen at `observedAt`; resolves with what `settledUpTo` was told. */
  const poll = async (
    buckets: readonly { readonly bytes: Uint8Array }[],
    coverage: Partial<Coverage> & { readonly from: number; readonly to: number },
    after = coverage.from,
  ): Promise<number | undefined> => {
    let settled: number | undefined;
    const context: BatchContext = {
      acknowledge: "delivered",
      signal: new AbortController().signal,
      coverage: { receiver: "r", loop: "l", pass: "", bucketMs: minute, observedAt: coverage.to, ...coverage },
      unsettled: {
        after,
        settledUpTo: (to) => void (settled = to),
        revised: (end, points) => void told.push([end, points]),
      },
    };
    await settle.consume(metricsFromRanges(buckets), context);
    return settled;
  };
  const revisions = (when: string): number => recorded.count(`settle.revisions{when=${when}}`);
  return { settle, sink, recorded, poll, revisions, told };
}

const ends = (sink: MetricsSink): number[] => sink.points.map((point) => point.at);

describe("what passes", () => {
  it("is what ended after the frontier and has settled, with its coverage narrowed to that and unsettled taken out", async () => {
    const { sink, poll } = setUp(3 * minute);
    const buckets = [1, 2, 3, 9].map((end) => bucket(at(end), end));
    expect(await poll(buckets, { from: at(0), to: at(10), observedAt: at(10) + 15_000 }, at(1))).toBe(at(7));
    expect(ends(sink)).toEqual([at(2), at(3)]);
    expect(sink.contexts[0]).toMatchObject({ coverage: { from: at(1), to: at(7), observedAt: at(10) + 15_000 } });
    expect(sink.contexts[0]!.unsettled).toBeUndefined();
    expect(sink.contexts[0]!.acknowledge).toBe("delivered");
  });

  it("is never handed on empty: the frontier moves all the same", async () => {
    const { sink, poll } = setUp(3 * minute);
    expect(await poll([], { from: at(0), to: at(10) })).toBe(at(7));
    expect(await poll([bucket(at(9), 1)], { from: at(0), to: at(10) }, at(7))).toBe(at(7));
    expect(sink.payloads).toHaveLength(0);
  });

  it("never goes back behind the frontier", async () => {
    const { poll } = setUp(10 * minute);
    expect(await poll([], { from: at(0), to: at(5) }, at(4))).toBe(at(4));
  });

  it("lets every error pass, and says what had settled before it", async () => {
    const { sink, poll } = setUp(0);
    const error = new Error("x");
    sink.failWith(error, 1);
    await expect(poll([bucket(at(1), 1)], { from: at(0), to: at(1) })).rejects.toBe(error);
  });

  it("is pushed data, and data that is final, as it is", async () => {
    const { settle, sink } = setUp(10 * minute);
    const payload: Metrics = metricsFromRanges([bucket(at(1), 1)]);
    const signal = new AbortController().signal;
    await settle.consume(payload.fork(), { acknowledge: "accepted", signal });
    const coverage: Coverage = { receiver: "r", loop: "l", pass: "", from: at(0), to: at(1), observedAt: at(1) };
    await settle.consume(payload.fork(), { acknowledge: "delivered", signal, coverage });
    expect(sink.items).toBe(2);
    expect(sink.contexts[1]!.coverage).toBe(coverage);
  });

  it("is nothing of a poll that begins behind a hole, or of a range without a time", async () => {
    const { sink, poll } = setUp(0);
    const hole = await poll([bucket(at(5), 1)], { from: at(4), to: at(5) }, at(3)).catch((error: unknown) => error);
    expect(hole).toMatchObject({ code: "SETTLE_HOLE", kind: "malformed" });
    const empty = await poll([bucket(at(5))], { from: at(4), to: at(5) }).catch((error: unknown) => error);
    expect([isCollectorError(empty), empty]).toMatchObject([true, { code: "SETTLE_NO_TIME", kind: "malformed" }]);
    expect(sink.payloads).toHaveLength(0);
  });

  it("any sequence of polls passes each bucket once, in order, and none before it settled", async () => {
    const step = fc.record({
      passes: fc.integer({ min: 1, max: 900_000 }),
      fails: fc.boolean(),
      lateMs: fc.nat(120_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(20), async (steps, settleMinutes) => {
        const { sink, poll } = setUp(settleMinutes * minute);
        let [now, frontier] = [at(0), at(0)];
        for (const { passes, fails, lateMs } of steps) {
          now += passes;
          const to = Math.floor(now / minute) * minute;
          if (to <= frontier) continue;
          const from = Math.max(at(-60), frontier - 10 * minute);
          const buckets = [];
          for (let end = from + minute; end <= to; end += minute) buckets.push(bucket(end, end));
          if (fails) sink.failWith(new Error("down"), 1);
          const settled = await poll(buckets, { from, to, observedAt: now - lateMs }, frontier).catch(() => undefined);
          expect(settled ?? frontier).toBeLessThanOrEqual(Math.max(frontier, now - lateMs - settleMinutes * minute));
          sink.recover();
          frontier = settled ?? frontier;
        }
        const passed = ends(sink);
        expect(passed).toEqual(Array.from({ length: passed.length }, (_, index) => at(1 + index)));
        expect(passed.at(-1) ?? at(0)).toBe(frontier);
      }),
      { numRuns: 50 },
    );
  });
});

describe("settledUpTo", () => {
  const coverage: Coverage = {
    receiver: "r",
    loop: "l",
    pass: "",
    from: 0,
    to: 600_000,
    bucketMs: 60_000,
    observedAt: 615_000,
  };

  it.each([
    ["observed less settle, down to the bucket", {}, 0, 180_000, 420_000],
    ["not beyond the request", { observedAt: 9_999_999 }, 0, 180_000, 600_000],
    ["by the time of observation, which may be before the request's end", { observedAt: 300_000 }, 0, 60_000, 240_000],
    ["not behind the frontier", {}, 480_000, 180_000, 480_000],
    ["to the millisecond where there are no buckets", { bucketMs: undefined }, 0, 180_000, 435_000],
  ])("%s", (_, change, after, settleMs, expected) => {
    expect(settledUpTo({ ...coverage, ...change }, after, settleMs)).toBe(expected);
  });
});

describe("revisions", () => {
  const range = { from: at(0), to: at(10) };

  it("first sight, or re-seen unchanged plus one new bucket: none", async () => {
    const { poll, recorded } = setUp(0);
    await poll([bucket(at(1), 1)], range, at(2));
    await poll([bucket(at(1), 1), bucket(at(3), 5)], range, at(2));
    expect([...recorded.counts]).toEqual([]);
  });

  it("one re-seen bucket changed: exactly one, with its age; third look unchanged: none", async () => {
    const { poll, revisions, recorded } = setUp(0);
    await poll([bucket(at(1), 1)], range, at(2));
    await poll([bucket(at(1), 2)], { ...range, observedAt: at(10) + 30_000 }, at(2));
    await poll([bucket(at(1), 2)], range, at(2));
    expect([revisions("after_settle"), revisions("before_settle")]).toEqual([1, 0]);
    expect(recorded.values.get("settle.revision_age{when=after_settle}")).toEqual([9 * 60 + 30]);
  });

  it("of several series in one bucket: one", async () => {
    const { poll, revisions } = setUp(0);
    await poll([bucket(at(1), 1, 2, 3, 4)], range, at(2));
    await poll([bucket(at(1), 9, 9, 9, 9)], range, at(2));
    expect(revisions("after_settle")).toBe(1);
  });

  it("only quantile=p1 changed: one", async () => {
    const { poll, revisions } = setUp(0);
    await poll([bucket(at(1), 1, 2)], range, at(2));
    await poll([bucket(at(1), 1, 3)], range, at(2));
    expect(revisions("after_settle")).toBe(1);
  });

  it("a change before the bucket is delivered is told apart: failed deliveries do not look like wrong data", async () => {
    const { poll, sink, revisions } = setUp(minute);
    sink.failWith(new Error("down"), 1);
    await poll([bucket(at(5), 1)], range, at(4)).catch(() => undefined);
    await poll([bucket(at(5), 2)], range, at(4));
    expect([revisions("before_settle"), revisions("after_settle")]).toEqual([1, 0]);
    await poll([bucket(at(5), 3)], range, at(9));
    expect([revisions("before_settle"), revisions("after_settle")]).toEqual([1, 1]);
    expect(ends(sink)).toEqual([at(5)]);
  });

  it("delivered as empty and there now, or delivered and gone: one each", async () => {
    const { poll, revisions } = setUp(0);
    await poll([], range, at(5));
    await poll([bucket(at(3), 1)], range, at(5));
    expect(revisions("after_settle")).toBe(1);
    await poll([], range, at(5));
    expect(revisions("after_settle")).toBe(2);
    await poll([], range, at(5));
    expect(revisions("after_settle")).toBe(2);
  });

  it("a bucket that shows up late, but before it is delivered: none", async () => {
    const { poll, revisions } = setUp(5 * minute);
    await poll([], range, at(5));
    await poll([bucket(at(9), 1)], range, at(5));
    expect(revisions("before_settle")).toBe(0);
  });

  it("entry older than the band: evicted; reappearing with another value: none", async () => {
    const { poll, revisions } = setUp(0);
    await poll([bucket(at(1), 1)], range, at(5));
    await poll([bucket(at(8), 1)], { from: at(5), to: at(12) }, at(6));
    await poll([bucket(at(1), 2)], range, at(6));
    expect([revisions("after_settle"), revisions("before_settle")]).toEqual([0, 0]);
  });

  it("use case A's late arrival: not reported for B, whatever their names", async () => {
    const { poll, revisions } = setUp(0);
    await poll([bucket(at(1), 1)], { ...range, loop: "l", pass: 'b"],[' }, at(5));
    await poll([bucket(at(1), 2)], { ...range, loop: 'l","b', pass: "" }, at(5));
    await poll([bucket(at(1), 2)], { ...range, receiver: "r/2" }, at(5));
    expect([revisions("after_settle"), revisions("before_settle")]).toEqual([0, 0]);
  });

  it("the request's lower edge cuts a bucket: no false revision", async () => {
    const { poll, revisions } = setUp(0);
    const from = at(0) + 30_000;
    await poll([bucket(at(1), 10), bucket(at(2), 1)], { ...range, from }, at(5));
    await poll([bucket(at(1), 4), bucket(at(2), 1)], { ...range, from: from + 15_000 }, at(5));
    expect([revisions("after_settle"), revisions("before_settle")]).toEqual([0, 0]);
  });

  it("a bucket that was not over when it was observed: none", async () => {
    const { poll, revisions } = setUp(0);
    await poll([bucket(at(9), 1)], { ...range, observedAt: at(8) }, at(5));
    await poll([bucket(at(9), 2)], { ...range, observedAt: at(10) }, at(5));
    expect(revisions("before_settle")).toBe(0);
  });

  it("change seen through two pipelines' worth of polls: nothing is emitted again", async () => {
    const { poll, sink } = setUp(0);
    await poll([bucket(at(5), 1)], range, at(4));
    await poll([bucket(at(5), 2)], range, at(10));
    expect(sink.points.map(({ value }) => value)).toEqual([1]);
  });

  it("the lane is told how many points of a delivered bucket changed, came or went: each change once", async () => {
    const { poll, told } = setUp(0);
    await poll([bucket(at(1), 1, 2, 3), bucket(at(2), 7)], range, at(5));
    await poll([bucket(at(1), 1, 9, 3), bucket(at(2), 7)], range, at(5));
    await poll([bucket(at(1), 1, 9, 3, 4), bucket(at(2), 7)], range, at(5));
    await poll([bucket(at(1), 1, 9, 3, 4), bucket(at(2), 7)], range, at(5));
    await poll([bucket(at(1), 1, 9, 3, 4), bucket(at(3), 1, 1)], range, at(5));
    expect(told).toEqual([
      [at(1), 1],
      [at(1), 1],
      [at(3), 2],
      [at(2), 1],
    ]);
  });

  it("the lane is not told of what changed before its bucket was delivered", async () => {
    const { poll, told } = setUp(0);
    await poll([bucket(at(9), 1)], { ...range, to: at(10) }, at(5));
    await poll([bucket(at(9), 2)], { ...range, to: at(10) }, at(5));
    expect(told).toEqual([]);
  });

  it("the lane is told of a change whose delivery fails, and not a second time", async () => {
    const { poll, sink, told } = setUp(0);
    await poll([bucket(at(1), 1)], range, at(5));
    sink.failWith(new Error("down"), 1);
    await poll([bucket(at(1), 2), bucket(at(6), 1)], range, at(5)).catch(() => undefined);
    await poll([bucket(at(1), 2), bucket(at(6), 1)], range, at(5));
    expect(told).toEqual([[at(1), 1]]);
  });

  it("points of several metrics and resources of one bucket are told apart", async () => {
    const { poll, told } = setUp(0);
    const named = (name: string, asDouble: number): { readonly bytes: Uint8Array } => {
      const dataPoints = [{ attributes: [], timeUnixNano: BigInt(at(1)) * 1_000_000n, asDouble }];
      const metrics = [{ name, gauge: { dataPoints } }];
      const scopeMetrics = [{ scope: { name: "x" }, metrics }];
      return { bytes: encodeResourceMetrics({ resource: { attributes: [] }, scopeMetrics }) };
    };
    await poll([named("a", 1), named("b", 2)], range, at(5));
    // As bytes of points they are the same two.
    await poll([named("a", 2), named("b", 1)], range, at(5));
    expect(told).toEqual([[at(1), 2]]);
  });
});
