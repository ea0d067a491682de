import type { Skipped } from "./checkpoint.ts";
import type { Instant } from "./names.ts";

/** So many stretches are kept: an outage is one, however often it was told of. */
const keptRanges = 32;

/** A stretch of time that a lane passed over, and why: of buckets, those that end in `(from, to]`. */
export interface SkippedRange {
  readonly reason: string;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The stretches with what was skipped after them, oldest first: what goes on where the last one ends, for the same
 * reason, makes that one longer. The newest 32 are kept; sums by reason tell of all. Skipped items without a stretch
 * leave no trace.
 */
export function addSkippedRanges(
  ranges: readonly SkippedRange[],
  skipped: readonly Skipped[],
): readonly SkippedRange[] {
  const all = [...ranges];
  for (const { reason, from, to } of skipped) {
    if (from === undefined || to === undefined || from >= to) continue;
    const last = all.at(-1);
    if (last?.reason === reason && last.to === from) all[all.length - 1] = { reason, from: last.from, to };
    else all.push({ reason, from, to });
  }
  return all.slice(-keptRanges);
}
