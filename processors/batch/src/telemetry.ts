import type { Instruments, Recorders } from "@genai-collector/component";

/** What became of accepted data whose batch was not taken: the error's kind, given up at the end, or a bug. */
export const dropReasons = ["retryable", "gap", "malformed", "misconfigured", "refused", "aborted", "bug"] as const;

export type DropReason = (typeof dropReasons)[number];

/** otelcol's metrics of this processor, by its names, and two of our own. */
export const batchInstruments = {
  batch_send_size: {
    kind: "histogram",
    unit: "{item}",
    doc: "Spans, data points or log records of the requests that were sent.",
  },
  batch_send_size_bytes: {
    kind: "histogram",
    unit: "By",
    doc: "Bytes of the requests that were sent.",
  },
  batch_size_trigger_send: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were sent because a batch was full.",
  },
  timeout_trigger_send: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were sent because the timeout was over, or the collector stopped.",
  },
  pressure_trigger_send: {
    kind: "counter",
    unit: "{request}",
    doc: "Requests that were sent early because somebody waited for max_in_flight_bytes.",
  },
  metadata_cardinality: {
    kind: "gauge",
    unit: "{combination}",
    doc: "Combinations of metadata values that are being collected.",
  },
  dropped_items: {
    kind: "counter",
    unit: "{item}",
    doc: "Items that had been accepted and were lost because their batch was not taken.",
    attributes: { reason: dropReasons },
  },
} as const satisfies Instruments;

export type BatchRecorders = Recorders<typeof batchInstruments>;
