import { CollectorError } from "@genai-collector/component";

/** The sender gave up, or the collector stops: given back, not failed. */
export function exportAborted(signal: AbortSignal, when: string): CollectorError {
  return new CollectorError("EXPORT_ABORTED", `given up ${when}`, { kind: "retryable", cause: signal.reason });
}
