import {
  CollectorError,
  isCollectorError,
  type Coverage,
  type Frontier,
  type Instant,
  type Logs,
  type Metrics,
} from "@genai-collector/component";
import { canonicalLogs } from "./canonical-logs.ts";
import { canonicalMetrics } from "./canonical-metrics.ts";
import { catchUpMs, standingMs } from "./cadence.ts";
import { assertCarry } from "./carry.ts";
import { CollectDeadline } from "./collect-deadline.ts";
import type { Lane } from "./lane.ts";
import type { BucketedLoop, LoopBase, SnapshotLoop, WindowedLoop, WindowPage } from "./loop.ts";
import type { LoopContext } from "./loop-context.ts";
import { openIo, type PollIo } from "./poll-io.ts";
import type { SkipNote } from "./skip-note.ts";
import type { PlannedPoll } from "./plan.ts";
import type { Labels } from "./sample.ts";
import { floorTo } from "./time-grid.ts";
import type { CountedItems } from "./progress.ts";
import { recordsByHour } from "./records-by-hour.ts";
import { formatWindowState } from "./window-state.ts";

/** What one `collect` gave, ready to be delivered to each of its lanes. */
export interface Polled {
  readonly payload: Metrics | Logs;
  /** The end of each range's bucket; undefined where there are no buckets. */
  readonly bucketEnds: readonly Instant[] | undefined;
  /** Points by bucket, records by hour, in the order of time. */
  readonly items: readonly CountedItems[];
  readonly coverage: Coverage;
  readonly isUnsettled: boolean;
  /** Where a lane stands once this is delivered, as far as it is settled. */
  readonly next: Frontier;
  readonly skips: readonly SkipNote[];
  /** There is more to ask for, so many milliseconds later. */
  readonly moreInMs: number | undefined;
}

type Planned = PlannedPoll<Lane & { readonly frontier: Frontier }>;

const defaultDeadlineMs = 60_000;
/** Records that take some milliseconds to encode, and about twice as many in the pipeline. */
const largePage = 500;

/**
 * Runs `collect` once and makes a payload of its answer. Undefined: by the vendor's clock the window was not over, so
 * the answer counts for nothing. Rejects with what `collect` rejects with, and at the deadline, whether `collect` heeds
 * its signal or not.
 */
export async function poll(context: LoopContext, planned: Planned, stop: AbortSignal): Promise<Polled | undefined> {
  const { runtime } = context.settings;
  const budgetMs = deadlineOf(context.loop);
  const deadline = new CollectDeadline(runtime.clock, runtime.timers, budgetMs, stop);
  const io = openIo(context, planned.pass, deadline);
  try {
    return await Promise.race([collect(context, planned, io), whenFired(deadline.signal)]);
  } finally {
    io.close();
    deadline.close();
  }
}

/** How long one `collect` of the loop may take, in milliseconds. */
export function deadlineOf({ deadlineMs }: Pick<LoopBase, "deadlineMs">): number {
  return deadlineMs ?? defaultDeadlineMs;
}

function whenFired(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fire = (): void => {
      const { reason } = signal as { reason: unknown };
      reject(
        isCollectorError(reason)
          ? reason
          : new CollectorError("POLLING_ABORTED", "the poll was given up", { kind: "retryable", cause: reason }),
      );
    };
    if (signal.aborted) fire();
    else signal.addEventListener("abort", fire, { once: true });
  });
}

async function collect(context: LoopContext, planned: Planned, io: PollIo): Promise<Polled | undefined> {
  const { loop } = context;
  switch (loop.shape) {
    case "bucketed":
      return collectBuckets(context, loop, planned, io);
    case "windowed":
      return collectPage(context, loop, planned, io);
    case "snapshot":
      return collectSnapshot(context, loop, planned, io);
  }
}

async function collectBuckets(context: LoopContext, loop: BucketedLoop, planned: Planned, io: PollIo): Promise<Polled> {
  const { from, to, pass } = planned;
  const samples = await loop.collect({ from, to, pass }, io);
  // Only whole buckets: what lies outside the request was cut by its edges.
  const inside = samples.filter((sample) => sample.bucketEnd > from && sample.bucketEnd <= to);
  const metrics = canonicalMetrics(inside, { ...loop, resource: resourceOf(context) });
  context.telemetry.duplicates(metrics.duplicates);
  const coverage = { ...coverageOf(context, planned, io), bucketMs: loop.bucketMs };
  // Where nothing settles, a bucket counts as soon as it is over, by the vendor's clock.
  const over = loop.unsettled ? to : Math.min(to, floorTo(coverage.observedAt, loop.bucketMs));
  return {
    ...metrics,
    coverage,
    isUnsettled: loop.unsettled,
    next: { time: over },
    skips: io.skips,
    moreInMs: planned.hasMore ? catchUpMs : undefined,
  };
}

async function collectPage(
  context: LoopContext,
  loop: WindowedLoop,
  planned: Planned,
  io: PollIo,
): Promise<Polled | undefined> {
  const { from, to, pass, cursor, carry } = planned;
  const page = await loop.collect({ from, to, pass, cursor, carry }, io);
  const coverage = coverageOf(context, planned, io);
  // A window that was begun was over when it was begun.
  if (cursor === undefined && coverage.observedAt - loop.settleMs < to) return undefined;
  assertCarry(page);
  if (page.cursor !== undefined && page.cursor === cursor && page.records.length > 0) {
    throw new CollectorError("POLLING_STUCK_CURSOR", "a page of records left the cursor where it was", {
      kind: "malformed",
    });
  }
  const items = recordsByHour(page.records, from, to);
  const payload = canonicalLogs(page.records, { resource: resourceOf(context), observedAt: to + loop.settleMs });
  // Whoever takes it works on it at once: others get a turn in between.
  if (page.records.length >= largePage) await context.settings.runtime.timers.pause();
  return {
    payload,
    bucketEnds: undefined,
    items,
    coverage,
    isUnsettled: false,
    next: nextFrontier(planned, page),
    skips: io.skips,
    moreInMs: nextPageInMs(planned, page),
  };
}

/** Within a window its beginning stays, with what the one before it left; its end takes what this one leaves. */
function nextFrontier({ from, to, carry }: Planned, page: WindowPage): Frontier {
  if (page.cursor !== undefined)
    return { time: from, cursor: formatWindowState({ begun: { to, cursor: page.cursor }, carry }) };
  return page.carry === undefined ? { time: to } : { time: to, cursor: formatWindowState({ carry: page.carry }) };
}

/** Undefined: at the cadence. */
function nextPageInMs(planned: Planned, { cursor, waitMs }: WindowPage): number | undefined {
  if (cursor === undefined) return planned.hasMore ? (waitMs ?? catchUpMs) : undefined;
  if (cursor !== planned.cursor) return waitMs ?? catchUpMs;
  return waitMs === undefined ? undefined : Math.max(waitMs, standingMs);
}

async function collectSnapshot(
  context: LoopContext,
  loop: SnapshotLoop,
  planned: Planned,
  io: PollIo,
): Promise<Polled | undefined> {
  const at = planned.to;
  const values = await loop.collect({ at, pass: planned.pass }, io);
  const coverage = { ...coverageOf(context, planned, io), bucketMs: loop.bucketMs };
  // By the vendor's clock it is stamped too early to be final.
  if (coverage.observedAt - (loop.settleMs ?? 0) < at) return undefined;
  const samples = values.map((value) => ({ ...value, bucketEnd: at }));
  const metrics = canonicalMetrics(samples, { ...loop, resource: resourceOf(context) });
  context.telemetry.duplicates(metrics.duplicates);
  return { ...metrics, coverage, isUnsettled: false, next: { time: at }, skips: io.skips, moreInMs: undefined };
}

function coverageOf(context: LoopContext, planned: Planned, io: PollIo): Coverage {
  const { from, to, pass } = planned;
  return { receiver: context.settings.id, loop: context.loop.name, pass, from, to, observedAt: io.observedAt };
}

function resourceOf({ identity, loop }: LoopContext): Labels {
  return { ...identity, ...loop.resource };
}
