import type {
  Consumer,
  DeepReadonly,
  Inputs,
  Logs,
  Metrics,
  MetricsData,
  Payload,
  Settings,
  Traces,
} from "@genai-collector/component";
import type { DebugConfig } from "./config.ts";
import { detailedMetrics } from "./format-detailed-metrics.ts";
import { detailedLogs, detailedTraces } from "./format-detailed.ts";
import { normalLogs, normalMetrics, normalTraces } from "./format-normal.ts";

const second = 1_000;

/** Writes what it receives to the collector's log: a line of counts, and below it, if asked for, the telemetry itself. */
export class DebugExporter implements Required<Inputs> {
  readonly traces: Consumer<Traces>;
  readonly metrics: Consumer<Metrics>;
  readonly logs: Consumer<Logs>;
  readonly #settings: Pick<Settings, "logger" | "runtime">;
  readonly #config: DebugConfig;
  #tickAt = -Infinity;
  #inTick = 0;

  constructor(settings: Pick<Settings, "logger" | "runtime">, config: DebugConfig) {
    this.#settings = settings;
    this.#config = config;
    this.traces = this.#consumer("Traces", tracesCounts, { normal: normalTraces, detailed: detailedTraces });
    this.metrics = this.#consumer("Metrics", metricsCounts, { normal: normalMetrics, detailed: detailedMetrics });
    this.logs = this.#consumer("Logs", logsCounts, { normal: normalLogs, detailed: detailedLogs });
  }

  #consumer<P extends Payload, D>(
    title: string,
    counts: (payload: P) => Readonly<Record<string, number>>,
    formats: Readonly<Record<"normal" | "detailed", (data: D) => readonly string[]>>,
  ): Consumer<P> {
    return {
      consume: async (payload) => {
        if (!this.#isSampled()) return;
        const { logger } = this.#settings;
        logger.info(counts(payload), title);
        const { verbosity } = this.#config;
        if (verbosity !== "basic") logger.info({}, formats[verbosity](payload.decoded() as D).join("\n"));
      },
    };
  }

  /** The first ones of a second, then every so many-th. */
  #isSampled(): boolean {
    const now = this.#settings.runtime.clock.monotonic();
    if (now - this.#tickAt >= second) {
      this.#tickAt = now;
      this.#inTick = 0;
    }
    const index = this.#inTick++ - this.#config.sampling_initial;
    return index < 0 || (index + 1) % this.#config.sampling_thereafter === 0;
  }
}

function tracesCounts(payload: Traces): Readonly<Record<string, number>> {
  return { "resource spans": payload.encoded().length, spans: payload.items };
}

function logsCounts(payload: Logs): Readonly<Record<string, number>> {
  return { "resource logs": payload.encoded().length, "log records": payload.items };
}

function metricsCounts(payload: Metrics): Readonly<Record<string, number>> {
  const data: DeepReadonly<MetricsData> = payload.decoded();
  let metrics = 0;
  for (const resource of data.resourceMetrics)
    for (const scope of resource.scopeMetrics) metrics += scope.metrics.length;
  return { "resource metrics": payload.encoded().length, metrics, "data points": payload.items };
}
