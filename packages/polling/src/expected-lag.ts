import { longestWaitMs } from "./cadence.ts";
import type { Loop } from "./loop.ts";
import { deadlineOf } from "./poll.ts";

/**
 * How old a loop's frontier becomes, at most, between two polls while everything is well: what has to settle, the part
 * of a bucket or window that is not over, a cadence, and a poll. `settleMs`: of the pipelines that it feeds.
 */
export function expectedLagMs(loop: Loop, settleMs: number): number {
  const rhythmMs = longestWaitMs(loop.cadenceMs) + deadlineOf(loop);
  switch (loop.shape) {
    case "bucketed":
      return rhythmMs + loop.bucketMs + (loop.unsettled ? settleMs : 0);
    case "windowed":
      return rhythmMs + (loop.minWindowMs ?? 0) + loop.settleMs;
    case "snapshot":
      return rhythmMs + loop.bucketMs + (loop.settleMs ?? 0);
  }
}
