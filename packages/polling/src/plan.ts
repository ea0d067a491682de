import type { Frontier, Instant } from "@genai-collector/component";
import type { BucketedLoop, Loop, SnapshotLoop, WindowedLoop } from "./loop.ts";
import { floorTo, secondMs } from "./time-grid.ts";
import { parseWindowState } from "./window-state.ts";

/** What a planned poll needs to know of a lane. */
export interface Position {
  readonly pass: string;
  readonly frontier: Frontier;
}

/** What a lane would ask for now. */
export interface PlannedRange {
  /** Bucketed loops look back by the band, so that revisions of delivered buckets are seen. */
  readonly from: Instant;
  readonly to: Instant;
  readonly cursor?: string | undefined;
  /** What the window before this one left. */
  readonly carry?: string | undefined;
  /** There is more than one request may carry: once this range is done, the next one is due. */
  readonly hasMore: boolean;
}

/** One `collect`, and the lanes that it serves. */
export interface PlannedPoll<L extends Position> extends PlannedRange {
  readonly pass: string;
  readonly lanes: readonly L[];
}

/**
 * How far behind its frontier a lane asks, to see what the vendor changed after delivery: twice the settle time, at
 * least one bucket, at most half of a request, whole buckets. Half a request is left for going forward.
 */
export function bandOf(loop: Loop, settleMs: number): number {
  if (loop.shape !== "bucketed" || !loop.unsettled) return 0;
  return floorTo(Math.min(Math.max(2 * settleMs, loop.bucketMs), loop.maxRangeMs / 2), loop.bucketMs);
}

/** The oldest instant that is still worth asking for. Snapshots never look back. */
export function backfillFloor(loop: Loop, now: Instant): Instant {
  if (loop.shape === "snapshot") return -Infinity;
  return floorTo(now - loop.maxBackfillMs, loop.shape === "bucketed" ? loop.bucketMs : secondMs);
}

/** Where a lane starts that was never saved. */
export function startingPoint(loop: Loop, now: Instant): Instant {
  if (loop.shape === "snapshot") return snapshotAt(loop, now) - loop.bucketMs;
  return floorTo(now - loop.bootstrapMs, loop.shape === "bucketed" ? loop.bucketMs : secondMs);
}

/** What a lane would ask for; undefined: nothing is due. */
export function planRange(loop: Loop, frontier: Frontier, now: Instant, bandMs: number): PlannedRange | undefined {
  switch (loop.shape) {
    case "bucketed":
      return planBuckets(loop, frontier, now, bandMs);
    case "windowed":
      return planWindow(loop, frontier, now);
    case "snapshot":
      return planSnapshot(loop, frontier, now);
  }
}

function planBuckets(loop: BucketedLoop, frontier: Frontier, now: Instant, bandMs: number): PlannedRange | undefined {
  const from = floorTo(
    Math.max(frontier.time - bandMs, backfillFloor({ shape: "bucketed", ...loop }, now)),
    loop.bucketMs,
  );
  const newest = floorTo(now, loop.bucketMs);
  const to = Math.min(newest, from + floorTo(loop.maxRangeMs, loop.bucketMs));
  return to > frontier.time ? { from, to, hasMore: to < newest } : undefined;
}

function planWindow(loop: WindowedLoop, frontier: Frontier, now: Instant): PlannedRange | undefined {
  const from = frontier.time;
  const newest = floorTo(now - loop.settleMs, secondMs);
  const { begun, carry } = parseWindowState(frontier);
  const least = Math.min(Math.max(loop.minWindowMs ?? 0, secondMs), loop.windowMs);
  // What a tick would find anyway is left to it: a window of several pages would else be followed by ever smaller ones.
  const more = Math.max(least, Math.min(loop.windowMs, loop.cadenceMs));
  if (begun !== undefined)
    return { from, to: begun.to, cursor: begun.cursor, carry, hasMore: newest - begun.to >= more };
  const to = Math.min(from + loop.windowMs, newest);
  return to - from >= least ? { from, to, carry, hasMore: newest - to >= more } : undefined;
}

function planSnapshot(loop: SnapshotLoop, frontier: Frontier, now: Instant): PlannedRange | undefined {
  const at = snapshotAt(loop, now);
  return at > frontier.time ? { from: at - loop.bucketMs, to: at, hasMore: false } : undefined;
}

function snapshotAt(loop: SnapshotLoop, now: Instant): Instant {
  return floorTo(now - (loop.settleMs ?? 0), loop.bucketMs);
}

/**
 * The polls that serve `lanes`, the lane furthest ahead first. Lanes of one pass whose requests end at the same instant
 * share one, which starts where the lowest of them needs it: as no request is longer than the limit, the shared one is
 * not either. Windows are shared only by lanes that stand at the same frontier, what they carry included.
 */
export function planPolls<L extends Position>(
  loop: Loop,
  lanes: readonly L[],
  now: Instant,
  bandMs: number,
): readonly PlannedPoll<L>[] {
  const groups = new Map<string, { range: PlannedRange; lanes: L[] }>();
  for (const lane of lanes) {
    const range = planRange(loop, lane.frontier, now, bandMs);
    if (range === undefined) continue;
    const key = JSON.stringify([
      lane.pass,
      range.to,
      ...(loop.shape === "windowed" ? [range.from, range.cursor, range.carry] : []),
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { range, lanes: [lane] });
    else {
      group.lanes.push(lane);
      if (range.from < group.range.from) group.range = { ...group.range, from: range.from };
    }
  }
  return [...groups.values()]
    .map((group) => ({ ...group.range, pass: group.lanes[0]!.pass, lanes: group.lanes }))
    .toSorted((a, b) => furthest(b.lanes) - furthest(a.lanes));
}

function furthest(lanes: readonly Position[]): Instant {
  return Math.max(...lanes.map((lane) => lane.frontier.time));
}
