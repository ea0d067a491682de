import type { MetricsLevel } from "../telemetry/metric-levels.ts";
import { MetricRegistry } from "../telemetry/metric-registry.ts";
import { registerProcessMetrics, type ProcessReader } from "../telemetry/process-metrics.ts";
import { readingsOf, type MetricReading } from "./metric-reading.ts";

/** What a process that runs no service costs: the supervisor's part of the metrics of all. */
export function processReadings(level: MetricsLevel, read: ProcessReader): () => readonly MetricReading[] {
  const registry = new MetricRegistry(level);
  registerProcessMetrics(registry, read);
  return () => readingsOf(registry.snapshot());
}
