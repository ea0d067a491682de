import { capability } from "./capability.ts";
import type { ComponentId, Instant, PipelineId } from "./names.ts";
import type { SkippedRange } from "./skipped-ranges.ts";

/** Where a lane stands. A later `time` is further; at the same time, another `cursor` is. */
export interface Frontier {
  /** End of the last complete window or bucket. */
  readonly time: Instant;
  readonly cursor?: string | undefined;
}

/** A lane: one loop, one pass, one pipeline of a receiver. */
export interface LaneKey {
  readonly receiver: ComponentId;
  readonly loop: string;
  readonly pass: string;
  readonly pipeline: PipelineId;
}

/** What was passed over. */
export interface Skipped {
  readonly reason: string;
  readonly items?: number | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

/** What became of one hour of a lane's time. Stores add up what they are given for the same hour. */
export interface BookedHour {
  /** Its beginning: a multiple of 3,600,000 ms, of the time that the buckets or records belong to. */
  readonly hour: Instant;
  /** Milliseconds or items, by what became of them, such as `delivered_ms` or `skipped_items/too_old`. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** What a store holds for a lane. */
export interface Checkpoint {
  readonly frontier: Frontier;
  /** The term that wrote it. */
  readonly epoch: number;
  /** Sums by reason. */
  readonly skipped: Readonly<Record<string, { readonly items: number; readonly ms: number }>>;
  /** The newest stretches of time that were skipped, as `addSkippedRanges` keeps them. */
  readonly skippedRanges?: readonly SkippedRange[] | undefined;
  /** The time of the frontier that was written first. Absent: unknown, because an older version wrote it. */
  readonly origin?: Instant | undefined;
  /** The last hours that something was booked for, oldest first. */
  readonly books?: readonly BookedHour[] | undefined;
  /** What was booked for hours before those, in one sum. */
  readonly earlier?: Readonly<Record<string, number>> | undefined;
}

/** Keeps frontiers: monotonic, and fenced by epoch (`delivery.md` §6.2). */
export interface CheckpointStore {
  /** Undefined: never written. Rejects when something is there that cannot be read. */
  load(key: LaneKey): Promise<Checkpoint | undefined>;
  /**
   * Adds `skipped` and `booked` in the same write. "unchanged": already there or further; or, where `from` is given,
   * what is stored is not `from` ("absent": nothing is stored), so that what is booked for the way from there to `to` is
   * booked once, whoever else writes. "fenced": a newer epoch has written, which is looked at first. Rejects: not saved.
   */
  advance(
    key: LaneKey,
    to: Frontier,
    epoch: number,
    skipped: readonly Skipped[],
    booked?: readonly BookedHour[],
    from?: Frontier | "absent",
  ): Promise<"saved" | "unchanged" | "fenced">;
  list(receiver: ComponentId): Promise<readonly LaneKey[]>;
  remove(key: LaneKey): Promise<void>;
}

export const checkpointStore = capability<CheckpointStore>("genai-collector.checkpoint-store/1");
