import type { Component, Consumer, Inputs, Logs, Metrics, Settings, Traces } from "@genai-collector/component";
import { openHttpClient, type GuardedClient } from "@genai-collector/config/http-client";
import { createExporterPipeline, type ExporterPipeline, type SendRequest } from "@genai-collector/exporterhelper";
import type { OtlpHttpConfig } from "./config.ts";
import { endpointOf } from "./endpoint-of.ts";
import { HttpSender } from "./http-sender.ts";
import type { OtlpHttpInstruments } from "./telemetry.ts";

const userAgent = "genai-collector-otlp-http-exporter";

/** Sends OTLP over HTTP: one pool of connections for all signals. */
export class OtlpHttpExporter implements Component, Required<Inputs> {
  readonly traces: Consumer<Traces>;
  readonly metrics: Consumer<Metrics>;
  readonly logs: Consumer<Logs>;
  readonly #client: GuardedClient;
  readonly #pipeline: ExporterPipeline;

  /** Throws where it stands in a pipeline of a signal that has no endpoint. */
  constructor(settings: Settings<OtlpHttpInstruments>, config: OtlpHttpConfig) {
    for (const { signal } of settings.paths) endpointOf(config, signal);
    const { allow_hosts, allow_private, user_agent } = config;
    const guard = { allow_hosts, allow_private, user_agent, timeout: Infinity, max_response_body_size: Infinity };
    this.#client = openHttpClient(settings.runtime, guard, { userAgent, allowCleartext: true });
    this.#pipeline = createExporterPipeline(settings, {
      transport: new HttpSender(settings, config, this.#client),
      timeout: config.timeout,
      retry_on_failure: config.retry_on_failure,
      mayBisect: (request) => config.partial_400 === "none_stored" || isPolledGauges(request),
    });
    ({ traces: this.traces, metrics: this.metrics, logs: this.logs } = this.#pipeline);
  }

  async start(): Promise<void> {
    // Connections are made when there is something to send: a sink that is down does not keep the collector from starting.
  }

  /** What is under way is sent until `signal` fires. */
  async shutdown(signal: AbortSignal): Promise<void> {
    await this.#pipeline.shutdown(signal);
    await this.#client.close();
  }
}

/** What polling receivers make of metrics are gauges: sending one again changes nothing. */
function isPolledGauges({ payload, coverage }: SendRequest): boolean {
  return coverage !== undefined && payload.signal === "metrics";
}
