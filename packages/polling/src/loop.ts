import type { Instant, Instruments, LogFieldTraits, SeriesTraits } from "@genai-collector/component";
import type { Io } from "./io.ts";
import type { Labels, PolledRecord, Sample } from "./sample.ts";

/** What every loop declares. Times are milliseconds. */
export interface LoopBase {
  /** Unique within the receiver, stable across releases: part of the checkpoint's key. */
  readonly name: string;
  /** Between two polls, ±10 %. */
  readonly cadenceMs: number;
  /** One `collect` may take this long, retries included. Default 60 s. */
  readonly deadlineMs?: number | undefined;
  /** Polls that differ in what they ask for (a use case, a project). Each has its own frontier. Default: one, `""`. */
  readonly passes?: readonly string[] | undefined;
  /** HTTP requests that one `collect` sends, for the check of rate against cadence. Default 1. */
  readonly requestsPerPoll?: number | undefined;
  /** Fields beyond the content-free default that the user opened. */
  readonly releases?: readonly string[] | undefined;
  /** Resource attributes beside the receiver's identity; they win over it. The same in every replica and attempt. */
  readonly resource?: Labels | undefined;
}

/** What loops declare that walk through time. */
export interface ReplayingLoop extends LoopBase {
  /** A new lane starts this long ago. */
  readonly bootstrapMs: number;
  /** What is older is given up, and counted as skipped. */
  readonly maxBackfillMs: number;
}

/** The end of a range is part of it, its beginning is not. */
export interface CollectRange {
  readonly from: Instant;
  readonly to: Instant;
  /** One of the loop's `passes`. */
  readonly pass: string;
}

/** A loop over an API that answers in buckets of time. */
export interface BucketedLoop<I extends Instruments = {}> extends ReplayingLoop {
  readonly bucketMs: number;
  /** The longest range that one `collect` may be asked for. */
  readonly maxRangeMs: number;
  /** The vendor still changes a bucket after it ended: `settle` must stand in the pipeline. */
  readonly unsettled: boolean;
  readonly series: readonly SeriesTraits[];
  /**
   * Every bucket that ends in (from, to]; both are multiples of `bucketMs`. Must give the same samples for the same
   * data. An answer that makes no sense (another bucket width) rejects with kind `malformed`.
   */
  collect(range: CollectRange, io: Io<I>): Promise<readonly Sample[]>;
}

/** What one `collect` of a windowed loop is asked for. */
export interface WindowStep extends CollectRange {
  /** What the page before this one left; undefined: the window's first page. */
  readonly cursor: string | undefined;
  /** What the window before this one left; the same for all steps of a window. Undefined: it left nothing. */
  readonly carry: string | undefined;
}

/** What it answers. */
export interface WindowPage {
  /** Taken over by the loop. */
  readonly records: readonly PolledRecord[];
  /** Where to go on. Absent: the window is complete. The same as before: nothing happened yet, ask again. */
  readonly cursor?: string | undefined;
  /**
   * Ask for the next page, or for the next window where that is due, so many milliseconds later; 0: at once. Default: two
   * seconds while the cursor moves, else the cadence. While the cursor stays, a second at least.
   */
  readonly waitMs?: number | undefined;
  /**
   * With the window's last page only: what the next window must know of this one, at most 64 KiB of UTF-8. Saved in the
   * same write as the window's end, and given to every step of the next one. What maxBackfillMs skips leaves it as it is.
   */
  readonly carry?: string | undefined;
}

/** A loop over an API that answers in pages of records. */
export interface WindowedLoop<I extends Instruments = {}> extends ReplayingLoop {
  /** The longest window that is asked for at once. */
  readonly windowMs: number;
  /** A shorter window is not asked for yet, where asking is dear (a job for each). Default: one second. */
  readonly minWindowMs?: number | undefined;
  /** A window is asked for this long after its end. */
  readonly settleMs: number;
  /** Every attribute that its records may have, opt-in ones where they are on: for the documents and the list at start. */
  readonly fields?: readonly LogFieldTraits[] | undefined;
  /** One page, or one step of a job. The range stays the same until the window is complete. */
  collect(step: WindowStep, io: Io<I>): Promise<WindowPage>;
}

/** When a snapshot is taken. */
export interface SnapshotMoment {
  /** The data points' timestamp: a multiple of `bucketMs`. */
  readonly at: Instant;
  readonly pass: string;
}

/** A loop over an API that only tells how things stand now. Has nothing to catch up with, and nothing to settle. */
export interface SnapshotLoop<I extends Instruments = {}> extends LoopBase {
  /** At most one snapshot in this time: the grid of the timestamps. */
  readonly bucketMs: number;
  /** How long before now the snapshot is stamped. Default 0. */
  readonly settleMs?: number | undefined;
  readonly series: readonly SeriesTraits[];
  /** One sample a series; each is stamped `at`. */
  collect(moment: SnapshotMoment, io: Io<I>): Promise<readonly Omit<Sample, "bucketEnd">[]>;
}

/** A loop as the builders below tag it. */
export type Loop<I extends Instruments = {}> =
  | ({ readonly shape: "bucketed" } & BucketedLoop<I>)
  | ({ readonly shape: "windowed" } & WindowedLoop<I>)
  | ({ readonly shape: "snapshot" } & SnapshotLoop<I>);

/** Declares a loop over buckets of time: metrics. */
export function bucketed<I extends Instruments = {}>(loop: BucketedLoop<I>): Loop<I> {
  return { shape: "bucketed", ...loop };
}

/** Declares a loop over pages of records: logs. */
export function windowed<I extends Instruments = {}>(loop: WindowedLoop<I>): Loop<I> {
  return { shape: "windowed", ...loop };
}

/** Declares a loop that asks how things stand: metrics. */
export function snapshot<I extends Instruments = {}>(loop: SnapshotLoop<I>): Loop<I> {
  return { shape: "snapshot", ...loop };
}
