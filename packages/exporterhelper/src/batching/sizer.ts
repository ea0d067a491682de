import type { Payload } from "@genai-collector/component";

/** What the size of a batch is counted in. */
export type BatchSizer = "items" | "bytes";

/** Size of a payload: spans, data points or log records; or its length on the wire. */
export function sizeOf(payload: Payload, sizer: BatchSizer): number {
  return sizer === "items" ? payload.items : payload.bytes;
}
