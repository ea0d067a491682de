import {
  CollectorError,
  isCollectorError,
  type BatchContext,
  type Frontier,
  type Instant,
  type Logs,
  type Metrics,
  type Skipped,
} from "@genai-collector/component";
import type { ReadyLane } from "./lane.ts";
import type { Polled } from "./poll.ts";
import type { Delivered } from "./progress.ts";

/**
 * Hands one payload to a lane's pipeline. Resolves with what the acknowledgement stands for, or undefined where the
 * lane stays where it is; rejects with what the pipeline said, and then the lane stays as well. `revised` is told of
 * delivered buckets that have changed, whatever becomes of the payload.
 */
export async function deliver(
  lane: ReadyLane,
  payload: Metrics | Logs,
  polled: Polled,
  revised: (bucketEnd: Instant, points: number) => void,
  signal: AbortSignal,
): Promise<Delivered | undefined> {
  const from = lane.frontier;
  const { to, gaps } = polled.isUnsettled
    ? await deliverUnsettled(lane, payload, polled, revised, signal)
    : await deliverSettled(lane, payload, polled, signal);
  if (!isForward(from, to)) return undefined;
  const isOnTheWay = (at: Instant): boolean => at > from.time && at <= to.time;
  return {
    from,
    to,
    gaps,
    items: polled.bucketEnds === undefined ? polled.items : polled.items.filter(({ at }) => isOnTheWay(at)),
    notes: polled.skips.filter(({ at }) => at === undefined || isOnTheWay(at)),
  };
}

/** At the same time, a cursor is the way forward: without one, the mark of what was booked there stays. */
function isForward(from: Frontier, to: Frontier): boolean {
  return to.time > from.time || (to.time === from.time && to.cursor !== undefined && to.cursor !== from.cursor);
}

interface Taken {
  readonly to: Frontier;
  readonly gaps: readonly Skipped[];
}

/** `settle` says what the acknowledgement stands for. */
async function deliverUnsettled(
  lane: ReadyLane,
  payload: Metrics | Logs,
  polled: Polled,
  revised: (bucketEnd: Instant, points: number) => void,
  signal: AbortSignal,
): Promise<Taken> {
  const after = lane.frontier.time;
  let settled: Instant | undefined;
  const unsettled = { after, settledUpTo: (to: Instant): void => void (settled = to), revised };
  const gaps = await consume(lane, payload, { acknowledge: "delivered", signal, coverage: polled.coverage, unsettled });
  if (settled === undefined) {
    throw new CollectorError("POLLING_NOT_SETTLED", `nothing on ${lane.output.pipeline} says what is settled`, {
      kind: "misconfigured",
    });
  }
  return { to: { time: Math.min(settled, polled.next.time) }, gaps };
}

/** Nothing here can change any more. What this lane has delivered already is left out. */
async function deliverSettled(
  lane: ReadyLane,
  payload: Metrics | Logs,
  polled: Polled,
  signal: AbortSignal,
): Promise<Taken> {
  const { bucketEnds, next, coverage } = polled;
  const after = lane.frontier.time;
  if (bucketEnds === undefined) {
    const gaps = await consumeItems(lane, payload, { acknowledge: "delivered", signal, coverage });
    return { to: next, gaps };
  }
  const news = payload.filter((_, index) => bucketEnds[index]! > after && bucketEnds[index]! <= next.time);
  const narrowed = { ...coverage, from: Math.max(coverage.from, after), to: next.time };
  return { to: next, gaps: await consumeItems(lane, news, { acknowledge: "delivered", signal, coverage: narrowed }) };
}

/** Only unsettled data may be empty. */
async function consumeItems(
  lane: ReadyLane,
  payload: Metrics | Logs,
  context: BatchContext,
): Promise<readonly Skipped[]> {
  return payload.encoded().length === 0 ? [] : consume(lane, payload, context);
}

/** What the sink will never take, by reason; the rest is delivered. Rejects with everything but a gap. */
async function consume(lane: ReadyLane, payload: Metrics | Logs, context: BatchContext): Promise<readonly Skipped[]> {
  try {
    await lane.output.consume(payload, context);
    return [];
  } catch (error) {
    if (!isCollectorError(error) || error.kind !== "gap") throw error;
    // Without a number, all that it stands for.
    return error.rejected.length > 0
      ? error.rejected.map(({ items, reason }) => ({ items, reason }))
      : [{ reason: "rejected" }];
  }
}
