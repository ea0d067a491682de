import type { Component, Host, Outputs, Settings } from "@genai-collector/component";
import type { OtlpReceiverConfig } from "./config.ts";
import { Door } from "./door.ts";
import { GrpcHandler } from "./grpc-handler.ts";
import { HttpHandler } from "./http-handler.ts";
import { Intake } from "./intake.ts";
import { grpcListenOptions, httpListenOptions } from "./listen-options.ts";
import { ProtocolServer } from "./protocol-server.ts";
import type { OtlpInstruments } from "./telemetry.ts";

/** A server for each protocol, all signals: listens from start to shutdown, and answers what is under way before it ends. */
export class OtlpReceiver implements Component {
  readonly #settings: Settings<OtlpInstruments>;
  readonly #config: OtlpReceiverConfig;
  readonly #outputs: Outputs;
  #servers: ProtocolServer[] = [];

  constructor(settings: Settings<OtlpInstruments>, config: OtlpReceiverConfig, outputs: Outputs) {
    this.#settings = settings;
    this.#config = config;
    this.#outputs = outputs;
  }

  async start(host: Host): Promise<void> {
    try {
      this.#servers = this.#create(host);
      for (const server of this.#servers) await server.start();
    } catch (error) {
      // One may be listening when the other fails: nothing is left behind, and nothing is under way yet.
      await this.shutdown(AbortSignal.abort());
      throw error;
    }
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    await Promise.all(servers.map((server) => server.close(signal)));
  }

  #create(host: Host): ProtocolServer[] {
    const { grpc, http } = this.#config.protocols;
    const isShared = this.#settings.worker.count > 1;
    const intake = new Intake(this.#settings, this.#config, this.#outputs);
    const servers: ProtocolServer[] = [];
    if (grpc !== undefined) {
      const handler = new GrpcHandler(grpc, intake, new Door(grpc, host));
      servers.push(new ProtocolServer("grpc", grpc, grpcListenOptions(grpc, isShared), handler, this.#settings));
    }
    if (http !== undefined) {
      const handler = new HttpHandler(http, intake, new Door(http, host));
      servers.push(new ProtocolServer("http", http, httpListenOptions(http, isShared), handler, this.#settings));
      warnOfIdleHeaders(http.cors, this.#settings.logger);
    }
    return servers;
  }
}

function warnOfIdleHeaders(
  cors: NonNullable<OtlpReceiverConfig["protocols"]["http"]>["cors"],
  logger: Settings["logger"],
): void {
  if (cors === undefined || cors.allowed_origins.length > 0 || cors.allowed_headers.length === 0) return;
  logger.warn({}, "The CORS configuration specifies allowed headers but no allowed origins, and is therefore ignored.");
}
