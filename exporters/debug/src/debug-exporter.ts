import type { Consumer, Inputs, Logs, Metrics, Payload, Settings, Traces } from "@genai-collector/component";
import type { DebugConfig } from "./config.ts";
import { countMetrics } from "./count-metrics.ts";
import { detailedMetrics } from "./format-detailed-metrics.ts";
import { detailedLogs, detailedTraces } from "./format-detailed.ts";
import { normalLogs, normalMetrics, normalTraces } from "./format-normal.ts";
import { Sampler } from "./sampler.ts";

/** How one signal is shown. */
interface View<P extends Payload, D> {
  readonly title: string;
  readonly counts: (payload: P) => Readonly<Record<string, number>>;
  readonly normal: (data: D) => readonly string[];
  readonly detailed: (data: D) => readonly string[];
}

/** Writes what it receives to the collector's log: a line of counts, and below it, if asked for, the telemetry itself. */
export class DebugExporter implements Required<Inputs> {
  readonly traces: Consumer<Traces>;
  readonly metrics: Consumer<Metrics>;
  readonly logs: Consumer<Logs>;
  readonly #settings: Pick<Settings, "logger" | "runtime">;
  readonly #config: DebugConfig;

  constructor(settings: Pick<Settings, "logger" | "runtime">, config: DebugConfig) {
    this.#settings = settings;
    this.#config = config;
    this.traces = this.#consumer({
      title: "Traces",
      counts: (payload: Traces) => ({ "resource spans": payload.encoded().length, spans: payload.items }),
      normal: normalTraces,
      detailed: detailedTraces,
    });
    this.metrics = this.#consumer({
      title: "Metrics",
      counts: metricsCounts,
      normal: normalMetrics,
      detailed: detailedMetrics,
    });
    this.logs = this.#consumer({
      title: "Logs",
      counts: (payload: Logs) => ({ "resource logs": payload.encoded().length, "log records": payload.items }),
      normal: normalLogs,
      detailed: detailedLogs,
    });
  }

  #consumer<P extends Payload, D>(view: View<P, D>): Consumer<P> {
    const { logger, runtime } = this.#settings;
    const { verbosity, sampling_initial, sampling_thereafter } = this.#config;
    const sampler = new Sampler(runtime.clock, sampling_initial, sampling_thereafter);
    return {
      consume: async (payload) => {
        if (!sampler.next()) return;
        logger.info(view.counts(payload), view.title);
        if (verbosity !== "basic") logger.info({}, view[verbosity](payload.decoded() as D).join("\n"));
      },
    };
  }
}

function metricsCounts(payload: Metrics): Readonly<Record<string, number>> {
  const ranges = payload.encoded();
  return { "resource metrics": ranges.length, metrics: countMetrics(ranges), "data points": payload.items };
}
