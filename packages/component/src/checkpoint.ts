import { capability } from "./capability.ts";
import type { ComponentId, Instant, PipelineId } from "./names.ts";

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

/** What a store holds for a lane. */
export interface Checkpoint {
  readonly frontier: Frontier;
  /** The term that wrote it. */
  readonly epoch: number;
  /** Sums by reason. */
  readonly skipped: Readonly<Record<string, { readonly items: number; readonly ms: number }>>;
}

/** Keeps frontiers: monotonic, and fenced by epoch (`delivery.md` §6.2). */
export interface CheckpointStore {
  /** Undefined: never written. Rejects when something is there that cannot be read. */
  load(key: LaneKey): Promise<Checkpoint | undefined>;
  /**
   * Adds `skipped` in the same write. "unchanged": already there or further. "fenced": a newer epoch has written.
   * Rejects: not saved.
   */
  advance(
    key: LaneKey,
    to: Frontier,
    epoch: number,
    skipped: readonly Skipped[],
  ): Promise<"saved" | "unchanged" | "fenced">;
  list(receiver: ComponentId): Promise<readonly LaneKey[]>;
  remove(key: LaneKey): Promise<void>;
}

export const checkpointStore = capability<CheckpointStore>("genai-collector.checkpoint-store/1");
