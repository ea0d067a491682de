import type { ComponentId, Instant } from "./names.ts";

/** What a poll covered. Travels beside the payload, never inside it. */
export interface Coverage {
  readonly receiver: ComponentId;
  readonly loop: string;
  /** "" where the loop makes one pass. */
  readonly pass: string;
  /** Bucket ends and record times lie in (from, to]. `settle` narrows both to what it lets through. */
  readonly from: Instant;
  readonly to: Instant;
  /** Milliseconds; `from` and `to` are multiples of it. Absent for loops without buckets. */
  readonly bucketMs?: number | undefined;
  /** When the poll's first request was sent, by the vendor's clock where its answers show one that is behind ours. */
  readonly observedAt: Instant;
}

/** How `settle` tells a polling receiver what the acknowledgement stands for. */
export interface Unsettled {
  /** This pipeline's frontier: what ended then or before has been delivered. */
  readonly after: Instant;
  /**
   * Said once, before `consume` settles: the acknowledgement will stand for (after, to].
   * Unsaid, it stands for nothing, and the poll failed.
   */
  settledUpTo(to: Instant): void;
  /** So many points of the bucket that ends then have changed after they were delivered; each change is told once. */
  revised?(bucketEnd: Instant, points: number): void;
}
