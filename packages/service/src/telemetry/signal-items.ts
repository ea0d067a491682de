import type { Signal } from "@genai-collector/component";

/** What otelcol's metric names call the items of a signal. */
export const itemsOf: Readonly<Record<Signal, string>> = {
  traces: "spans",
  metrics: "metric_points",
  logs: "log_records",
};

/** For sentences about them. */
export const itemWords: Readonly<Record<Signal, string>> = {
  traces: "spans",
  metrics: "metric points",
  logs: "log records",
};

export const signals = ["traces", "metrics", "logs"] as const satisfies readonly Signal[];
