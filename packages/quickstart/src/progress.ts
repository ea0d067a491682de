import { parsePage, sumOf } from "./metrics-page.ts";
import type { SinkState } from "./sink-store.ts";

/** The moment's figures. */
export interface Progress {
  readonly isUp: boolean;
  /** Unix milliseconds; undefined: not known yet. */
  readonly frontier: number | undefined;
  readonly lagSeconds: number;
  /** Ended minutes that have not settled, or are not delivered yet. */
  readonly heldBack: number;
  readonly buckets: number;
  readonly points: number;
  readonly revisions: number;
  readonly guardDropped: number;
  readonly requests: number;
  readonly refused: number;
  readonly bytes: number;
}

/** Figures from the collector's own metrics, where it is up, and from the sink. */
export function progressOf(page: string | undefined, sink: SinkState, now: number): Progress {
  const samples = parsePage(page ?? "");
  const frontierSeconds = sumOf(samples, "otelcol_receiver_portkey_frontier");
  const newest = sink.points.reduce((latest, point) => Math.max(latest, point.time), 0);
  const frontier = frontierSeconds > 0 ? frontierSeconds * 1_000 : newest > 0 ? newest : undefined;
  const lagSeconds = frontier === undefined ? 0 : Math.max(0, Math.round((now - frontier) / 1_000));
  return {
    isUp: page !== undefined,
    frontier,
    lagSeconds,
    heldBack: Math.floor(lagSeconds / 60),
    buckets: new Set(sink.points.map((point) => point.time)).size,
    points: sink.points.length,
    revisions: sumOf(samples, "otelcol_processor_settle_revisions", { when: "after_settle" }),
    guardDropped: sumOf(samples, "otelcol_processor_guard_dropped"),
    requests: sink.requests,
    refused: sink.refused,
    bytes: sink.bytes,
  };
}
