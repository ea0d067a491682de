import type { Metrics } from "@genai-collector/component";

/** Where a periodic reader sends the collector's own metrics. */
export interface MetricExporter {
  /** Rejects when they did not arrive. */
  export(metrics: Metrics, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
