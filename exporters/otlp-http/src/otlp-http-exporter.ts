import {
  clientAuthenticator,
  type Component,
  type Consumer,
  type Host,
  type Inputs,
  type Logs,
  type Metrics,
  type Settings,
  type Traces,
} from "@genai-collector/component";
import { openHttpClient, type GuardedClient } from "@genai-collector/config/http-client";
import { openClientTls, type ClientTls } from "@genai-collector/config/tls";
import { createExporterPipeline, isPolledGauges, type ExporterPipeline } from "@genai-collector/exporterhelper";
import type { OtlpHttpConfig } from "./config.ts";
import { endpointOf, targetOf } from "./endpoint-of.ts";
import { clientOptions, guardOf } from "./http-client-options.ts";
import { HttpSender } from "./http-sender.ts";
import type { OtlpHttpInstruments } from "./telemetry.ts";

/** Sends OTLP over HTTP: one pool of connections for all signals. */
export class OtlpHttpExporter implements Component, Required<Inputs> {
  readonly traces: Consumer<Traces>;
  readonly metrics: Consumer<Metrics>;
  readonly logs: Consumer<Logs>;
  readonly #settings: Settings<OtlpHttpInstruments>;
  readonly #config: OtlpHttpConfig;
  readonly #sender: HttpSender;
  readonly #pipeline: ExporterPipeline;
  #client: GuardedClient | undefined;
  #tls: ClientTls | undefined;

  /** Throws where it stands in a pipeline of a signal that has no endpoint. */
  constructor(settings: Settings<OtlpHttpInstruments>, config: OtlpHttpConfig) {
    for (const { signal } of settings.paths) endpointOf(config, signal);
    this.#settings = settings;
    this.#config = config;
    this.#sender = new HttpSender(settings, config);
    const { timeout, retry_on_failure, sending_queue, dead_letter, partial_400 } = config;
    this.#pipeline = createExporterPipeline(settings, {
      transport: this.#sender,
      timeout,
      retry_on_failure,
      sending_queue,
      dead_letter,
      mayBisect: (request) => partial_400 === "none_stored" || isPolledGauges(request),
      target: (signal) => targetOf(endpointOf(config, signal)),
    });
    ({ traces: this.traces, metrics: this.metrics, logs: this.logs } = this.#pipeline);
  }

  /**
   * Connections are made when there is something to send: a sink that is down does not keep the collector from starting.
   * Rejects where a certificate, the authenticator or the queue's storage cannot be had.
   */
  async start(host: Host): Promise<void> {
    const { auth, tls } = this.#config;
    const authenticator = auth === undefined ? undefined : host.extension(clientAuthenticator, auth.authenticator);
    try {
      this.#tls = await openClientTls(this.#settings, tls);
      this.#client = openHttpClient(
        this.#settings.runtime,
        guardOf(this.#config),
        clientOptions(this.#config, this.#tls),
      );
      this.#sender.connect({ client: this.#client, authenticator });
      await this.#pipeline.start(host);
    } catch (error) {
      await this.#disconnect();
      throw error;
    }
  }

  /** What is under way is sent until `signal` fires. */
  async shutdown(signal: AbortSignal): Promise<void> {
    await this.#pipeline.shutdown(signal);
    await this.#disconnect();
  }

  async #disconnect(): Promise<void> {
    this.#sender.connect(undefined);
    this.#tls?.close();
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }
}
