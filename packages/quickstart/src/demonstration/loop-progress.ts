import { sumOf, type PageSample } from "../metrics-page.ts";
import type { SinkCounts } from "../sink-store.ts";
import type { LoopBook } from "./platform.ts";

/** A loop that is watched. */
export interface WatchedLoop {
  /** The id and the type of its receiver. */
  readonly receiver: string;
  readonly type: string;
  readonly book: LoopBook;
}

/** For people: the receiver's id and the loop's name. */
export function titleOf({ receiver, book }: WatchedLoop): string {
  return `${receiver} ${book.loop}`;
}

/** The moment's figures of one loop. */
export interface LoopProgress {
  readonly title: string;
  /** Milliseconds since 1970 UTC; undefined: nothing yet. */
  readonly frontier: number | undefined;
  readonly lagSeconds: number;
  readonly polls: number;
  readonly failures: number;
  readonly delivered: number;
}

/** `samples`: of the collector's own metrics. */
export function loopProgress(loop: WatchedLoop, samples: readonly PageSample[], { items }: SinkCounts): LoopProgress {
  const { type, book } = loop;
  const sum = (name: string): number => sumOf(samples, `otelcol_receiver_${type}_${name}`, { loop: book.loop });
  const frontier = sum("frontier") * 1_000;
  const own = Object.entries(items).filter(([name]) => book.owns(name));
  return {
    title: titleOf(loop),
    frontier: frontier > 0 ? frontier : undefined,
    lagSeconds: Math.round(sum("lag")),
    polls: sum("polls"),
    failures: sum("poll_failures") + sum("delivery_failures"),
    delivered: own.reduce((total, [, count]) => total + count, 0),
  };
}
