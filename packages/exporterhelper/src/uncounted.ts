import type { ExportCounters } from "@genai-collector/component";

const nothing = (): void => undefined;

/** Where nobody wants to know. */
export const uncounted: ExportCounters = {
  sent: nothing,
  failed: nothing,
  enqueueFailed: nothing,
  enqueued: nothing,
  batched: nothing,
  inFlight: nothing,
  queue: nothing,
  restored: nothing,
  holds: nothing,
};
