import type { Listener, ListenOptions, ServerRequest, ServerResponse, Settings } from "@genai-collector/component";
import { openListener, type ListenerConfig } from "@genai-collector/config/listener";

interface Handler {
  handle(request: ServerRequest): Promise<ServerResponse>;
  close(): void;
}

const names = { grpc: "GRPC", http: "HTTP" } as const;

/** One protocol's listener, from start to shutdown. */
export class ProtocolServer {
  readonly #part: "grpc" | "http";
  readonly #config: ListenerConfig;
  readonly #options: ListenOptions;
  readonly #handler: Handler;
  readonly #settings: Pick<Settings, "runtime" | "logger" | "reportStatus" | "worker">;
  #listener: Pick<Listener, "close"> | undefined;

  constructor(
    part: "grpc" | "http",
    config: ListenerConfig,
    options: ListenOptions,
    handler: Handler,
    settings: Pick<Settings, "runtime" | "logger" | "reportStatus" | "worker">,
  ) {
    this.#part = part;
    this.#config = config;
    this.#options = options;
    this.#handler = handler;
    this.#settings = settings;
  }

  /** Rejects where a certificate cannot be read or the address cannot be had; `close` then lets go of the rest. */
  async start(): Promise<void> {
    const handler = this.#handler;
    const place = `protocols::${this.#part}`;
    const listener = await openListener(this.#settings, this.#config, place, this.#options, (asked) =>
      handler.handle(asked),
    );
    this.#listener = listener;
    const { logger, reportStatus, worker } = this.#settings;
    // Workers listen on the same ports: one of them says it.
    const level = worker.index === 0 ? "info" : "debug";
    logger[level]({ endpoint: listener.endpoint }, `Starting ${names[this.#part]} server`);
    reportStatus({ state: "ok", part: this.#part });
  }

  /** Resolves when what was under way is answered, or broken off once `signal` fires. */
  async close(signal: AbortSignal): Promise<void> {
    await this.#listener?.close(signal);
    this.#handler.close();
  }
}
