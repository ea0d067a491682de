import type { Kept } from "./payload-cache.ts";
import type { RecordHead } from "./record-head.ts";

/** One request of a durable queue, on disk. */
export interface DurableRecord {
  readonly position: number;
  readonly head: RecordHead;
  /** As the queue's `sizer` counts. */
  readonly size: number;
  /** While it is in memory, too: what is to be sent of it. */
  kept: Kept | undefined;
}
