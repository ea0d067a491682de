import type { LifetimeCounters } from "./lifetime-counters.ts";
import { sumOf, type PageSample } from "./metrics-page.ts";
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

/** What the figures are made from. */
export interface Readings {
  /** The collector's own metrics; undefined: it is down. */
  readonly samples: readonly PageSample[] | undefined;
  readonly counters: Pick<LifetimeCounters, "revisions" | "guardDropped">;
  readonly sink: SinkState;
  readonly now: number;
}

export function progressOf({ samples, counters, sink, now }: Readings): Progress {
  const frontierSeconds = sumOf(samples ?? [], "otelcol_receiver_portkey_frontier");
  const newest = sink.points.reduce((latest, point) => Math.max(latest, point.time), 0);
  const frontier = frontierSeconds > 0 ? frontierSeconds * 1_000 : newest > 0 ? newest : undefined;
  const lagSeconds = frontier === undefined ? 0 : Math.max(0, Math.round((now - frontier) / 1_000));
  return {
    isUp: samples !== undefined,
    frontier,
    lagSeconds,
    heldBack: Math.floor(lagSeconds / 60),
    buckets: new Set(sink.points.map((point) => point.time)).size,
    points: sink.points.length,
    revisions: counters.revisions,
    guardDropped: counters.guardDropped,
    requests: sink.requests,
    refused: sink.refused,
    bytes: sink.bytes,
  };
}
