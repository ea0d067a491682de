import type { Listener, ListenOptions, ServerRequest, ServerResponse, Settings } from "@genai-collector/component";

interface Handler {
  handle(request: ServerRequest): Promise<ServerResponse>;
  close(): void;
}

const names = { grpc: "GRPC", http: "HTTP" } as const;

/** One protocol's listener, from start to shutdown. */
export class ProtocolServer {
  readonly #part: "grpc" | "http";
  readonly #endpoint: string;
  readonly #options: ListenOptions;
  readonly #handler: Handler;
  readonly #settings: Pick<Settings, "runtime" | "logger" | "reportStatus">;
  #listener: Listener | undefined;

  constructor(
    part: "grpc" | "http",
    config: { readonly endpoint: string },
    options: ListenOptions,
    handler: Handler,
    settings: Pick<Settings, "runtime" | "logger" | "reportStatus">,
  ) {
    this.#part = part;
    this.#endpoint = config.endpoint;
    this.#options = options;
    this.#handler = handler;
    this.#settings = settings;
  }

  async start(): Promise<void> {
    const { runtime, logger } = this.#settings;
    const handler = this.#handler;
    this.#listener = await runtime.servers.listen(this.#endpoint, (asked) => handler.handle(asked), this.#options);
    logger.info({ endpoint: this.#listener.endpoint }, `Starting ${names[this.#part]} server`);
    this.#settings.reportStatus({ state: "ok", part: this.#part });
  }

  /** Resolves when what was under way is answered, or broken off once `signal` fires. */
  async close(signal: AbortSignal): Promise<void> {
    await this.#listener?.close(signal);
    this.#handler.close();
  }
}
