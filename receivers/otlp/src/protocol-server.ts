import type { Listener, ListenOptions, ServerRequest, ServerResponse, Settings } from "@genai-collector/component";
import { openServerTls, type ServerTls, type TlsServerConfig } from "@genai-collector/config/tls";

interface Handler {
  handle(request: ServerRequest): Promise<ServerResponse>;
  close(): void;
}

interface ServerConfig {
  readonly endpoint: string;
  readonly tls: TlsServerConfig | undefined;
}

const names = { grpc: "GRPC", http: "HTTP" } as const;

/** One protocol's listener, from start to shutdown. */
export class ProtocolServer {
  readonly #part: "grpc" | "http";
  readonly #config: ServerConfig;
  readonly #options: ListenOptions;
  readonly #handler: Handler;
  readonly #settings: Pick<Settings, "runtime" | "logger" | "reportStatus">;
  #listener: Listener | undefined;
  #tls: ServerTls | undefined;

  constructor(
    part: "grpc" | "http",
    config: ServerConfig,
    options: ListenOptions,
    handler: Handler,
    settings: Pick<Settings, "runtime" | "logger" | "reportStatus">,
  ) {
    this.#part = part;
    this.#config = config;
    this.#options = options;
    this.#handler = handler;
    this.#settings = settings;
  }

  /** Rejects where a certificate cannot be read or the address cannot be had; `close` then lets go of the rest. */
  async start(): Promise<void> {
    const { runtime, logger } = this.#settings;
    const { endpoint, tls } = this.#config;
    const handler = this.#handler;
    if (tls !== undefined) this.#tls = await openServerTls(this.#settings, tls, `protocols::${this.#part}::tls`);
    const options = { ...this.#options, tls: this.#tls?.options };
    this.#listener = await runtime.servers.listen(endpoint, (asked) => handler.handle(asked), options);
    this.#tls?.keepFresh(this.#listener);
    logger.info({ endpoint: this.#listener.endpoint }, `Starting ${names[this.#part]} server`);
    this.#settings.reportStatus({ state: "ok", part: this.#part });
  }

  /** Resolves when what was under way is answered, or broken off once `signal` fires. */
  async close(signal: AbortSignal): Promise<void> {
    this.#tls?.close();
    await this.#listener?.close(signal);
    this.#handler.close();
  }
}
