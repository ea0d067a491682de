import type { Component, Outputs, Settings } from "@genai-collector/component";
import type { OtlpHttpConfig, OtlpReceiverConfig } from "./config.ts";
import { HttpHandler } from "./http-handler.ts";
import type { OtlpInstruments } from "./telemetry.ts";

interface Listener {
  readonly endpoint: string;
  close(signal: AbortSignal): Promise<void>;
}

/** One server for all signals: listens from start to shutdown, and answers what is under way before it ends. */
export class OtlpReceiver implements Component {
  readonly #settings: Settings<OtlpInstruments>;
  readonly #http: OtlpHttpConfig | undefined;
  readonly #handler: HttpHandler | undefined;
  #listener: Listener | undefined;

  constructor(settings: Settings<OtlpInstruments>, config: OtlpReceiverConfig, outputs: Outputs) {
    this.#settings = settings;
    this.#http = config.protocols.http;
    if (this.#http !== undefined) this.#handler = new HttpHandler(settings, config, this.#http, outputs);
  }

  async start(): Promise<void> {
    if (this.#http === undefined || this.#handler === undefined) return;
    const handler = this.#handler;
    this.#listener = await this.#settings.runtime.servers.listen(this.#http.endpoint, (request) =>
      handler.handle(request),
    );
    this.#settings.logger.info({ endpoint: this.#listener.endpoint }, "Starting HTTP server");
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close(signal);
  }
}
