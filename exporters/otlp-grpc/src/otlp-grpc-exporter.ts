import {
  clientAuthenticator,
  CollectorError,
  type Component,
  type Compress,
  type Consumer,
  type Host,
  type Inputs,
  type Logs,
  type Metrics,
  type Settings,
  type Signal,
  type Traces,
} from "@genai-collector/component";
import { openClientTls, usesTls, type ClientTls } from "@genai-collector/config/tls";
import { createExporterPipeline, isPolledGauges, type ExporterPipeline } from "@genai-collector/exporterhelper";
import { maxAnswerBytes } from "@genai-collector/exporterhelper/otlp";
import type { OtlpGrpcConfig } from "./config.ts";
import { unpack } from "./encoding.ts";
import { parseEndpoint, targetOf } from "./endpoint.ts";
import type { GrpcChannel, GrpcChannelOptions, OpenGrpcChannel } from "./grpc-channel.ts";
import { GrpcSender, type Lines } from "./grpc-sender.ts";
import type { OtlpGrpcInstruments } from "./telemetry.ts";

const userAgent = "genai-collector-otlp-grpc-exporter";

/** Loads what opens channels: the library behind it is large, and only loaded where an exporter starts. */
export type LoadTransport = () => Promise<OpenGrpcChannel>;

/** Sends OTLP over gRPC, each signal over a channel of its own. */
export class OtlpGrpcExporter implements Component, Required<Inputs> {
  readonly traces: Consumer<Traces>;
  readonly metrics: Consumer<Metrics>;
  readonly logs: Consumer<Logs>;
  readonly #settings: Settings<OtlpGrpcInstruments>;
  readonly #config: OtlpGrpcConfig;
  readonly #loadTransport: LoadTransport;
  readonly #pipeline: ExporterPipeline;
  readonly #channels = new Map<Signal, GrpcChannel>();
  #lines: Lines | undefined;
  #tls: ClientTls | undefined;

  constructor(settings: Settings<OtlpGrpcInstruments>, config: OtlpGrpcConfig, loadTransport: LoadTransport) {
    this.#settings = settings;
    this.#config = config;
    this.#loadTransport = loadTransport;
    this.#pipeline = createExporterPipeline(settings, {
      transport: new GrpcSender(settings, config, () => this.#running()),
      timeout: config.timeout,
      retry_on_failure: config.retry_on_failure,
      sending_queue: config.sending_queue,
      dead_letter: config.dead_letter,
      mayBisect: isPolledGauges,
      target: () => targetOf(config.endpoint),
    });
    ({ traces: this.traces, metrics: this.metrics, logs: this.logs } = this.#pipeline);
  }

  /** Dials nothing: a sink that is down does not keep the collector from starting. */
  async start(host: Host): Promise<void> {
    const { auth } = this.#config;
    const authenticator = auth === undefined ? undefined : host.extension(clientAuthenticator, auth.authenticator);
    const open = await this.#loadTransport();
    const options = channelOptions(this.#config, this.#settings.runtime.compress, await this.#openTls());
    this.#lines = {
      authenticator,
      isEncrypted: options.tls !== undefined,
      channelOf: (signal) => this.#channelOf(signal, () => open(options)),
    };
    try {
      await this.#pipeline.start(host);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /** What is under way is sent until `signal` fires. */
  async shutdown(signal: AbortSignal): Promise<void> {
    await this.#pipeline.shutdown(signal);
    this.#release();
  }

  #release(): void {
    this.#lines = undefined;
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.#tls?.close();
  }

  async #openTls(): Promise<ClientTls | undefined> {
    const { endpoint, tls } = this.#config;
    if (!usesTls(tls, parseEndpoint(endpoint).forcesTls)) return undefined;
    return (this.#tls = await openClientTls(this.#settings, tls));
  }

  #running(): Lines {
    if (this.#lines !== undefined) return this.#lines;
    throw new CollectorError("EXPORT_ABORTED", "the exporter does not run", { kind: "retryable" });
  }

  #channelOf(signal: Signal, open: () => GrpcChannel): GrpcChannel {
    let channel = this.#channels.get(signal);
    if (channel === undefined) this.#channels.set(signal, (channel = open()));
    return channel;
  }
}

function channelOptions(config: OtlpGrpcConfig, compress: Compress, tls: ClientTls | undefined): GrpcChannelOptions {
  return {
    endpoint: parseEndpoint(config.endpoint),
    tls: tls?.current,
    authority: config.authority === "" ? undefined : config.authority,
    balancer: config.balancer_name === "pick_first" ? "pick_first" : "round_robin",
    keepalive: config.keepalive,
    waitsForReady: config.wait_for_ready,
    userAgent: config.user_agent === "" ? userAgent : config.user_agent,
    allowsPrivate: config.allow_private,
    unpack: (encoding, bytes) => unpack(compress, encoding, bytes, maxAnswerBytes),
  };
}
