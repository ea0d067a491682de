import type { Instruments } from "@genai-collector/component";
import { memoryLimiterInstruments } from "@genai-collector/config/memory-limiter";

/** otelcol's counters of this processor, by its names, and what the limiter measures. */
export const memoryLimiterProcessorInstruments = {
  accepted_spans: { kind: "counter", unit: "{span}", doc: "Spans that were let through." },
  accepted_metric_points: { kind: "counter", unit: "{point}", doc: "Data points that were let through." },
  accepted_log_records: { kind: "counter", unit: "{record}", doc: "Log records that were let through." },
  refused_spans: { kind: "counter", unit: "{span}", doc: "Spans that were refused." },
  refused_metric_points: { kind: "counter", unit: "{point}", doc: "Data points that were refused." },
  refused_log_records: { kind: "counter", unit: "{record}", doc: "Log records that were refused." },
  ...memoryLimiterInstruments,
} as const satisfies Instruments;

/** otelcol's words for what a signal consists of. */
export const itemsOf = { traces: "spans", metrics: "metric_points", logs: "log_records" } as const;
