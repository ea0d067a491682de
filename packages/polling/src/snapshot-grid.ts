import type { Instant } from "@genai-collector/component";
import type { SnapshotLoop } from "./loop.ts";

type Grid = Pick<SnapshotLoop, "bucketMs" | "cadenceMs">;

/** What one snapshot stands for: the time until the next one is due, in whole buckets. */
export function snapshotStepMs({ bucketMs, cadenceMs }: Grid): number {
  return Math.ceil(cadenceMs / bucketMs) * bucketMs;
}

/**
 * Up to when snapshots are missing between the one at `from` and the one at `to`; `from` where none is. Two that follow one
 * another are apart by the cadence and its jitter, and by a bucket more where their stamps are rounded: what lies between
 * them, the later one stands for. In a longer stretch the last step has its snapshot, and all before it was missed.
 */
export function missedBefore(grid: Grid, from: Instant, to: Instant): Instant {
  return to - from <= grid.cadenceMs * 1.1 + grid.bucketMs ? from : to - snapshotStepMs(grid);
}
