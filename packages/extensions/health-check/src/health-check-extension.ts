import {
  provide,
  statusWatcher,
  type Component,
  type Provided,
  type ServerRequest,
  type ServerResponse,
  type Settings,
} from "@genai-collector/component";
import { isAllowedHost } from "@genai-collector/config/host-header";
import type { HealthCheckConfig } from "./config.ts";
import { Health } from "./health.ts";

/** Answers probes: 200 between the end of the start and the beginning of the shutdown, else 503. */
export class HealthCheckExtension implements Component {
  readonly provided: readonly Provided[];
  readonly #settings: Settings;
  readonly #config: HealthCheckConfig;
  readonly #health: Health;
  #listener: { readonly endpoint: string; close(signal: AbortSignal): Promise<void> } | undefined;

  constructor(settings: Settings, config: HealthCheckConfig) {
    this.#settings = settings;
    this.#config = config;
    this.#health = new Health(settings.runtime.clock);
    this.provided = [provide(statusWatcher, this.#health)];
  }

  async start(): Promise<void> {
    const { runtime, logger } = this.#settings;
    this.#listener = await runtime.servers.listen(this.#config.endpoint, async (request) => this.#answer(request));
    logger.info({ endpoint: this.#listener.endpoint }, "Starting health_check extension");
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close(signal);
  }

  #answer(request: ServerRequest): ServerResponse {
    if (!isAllowedHost(request.headers["host"], this.#config)) return json(403, { error: "unknown host" });
    if (request.method !== "GET" && request.method !== "HEAD")
      return json(405, { error: "method not allowed" }, { allow: "GET, HEAD" });
    const status = this.#health.isReady ? 200 : 503;
    switch (request.url.split("?", 1)[0]) {
      case this.#config.path:
        return this.#whole(status);
      case this.#config.status_path:
        return json(status, { ...this.#health.report(), components: this.#health.components() });
      default:
        return json(404, { error: "not found" });
    }
  }

  #whole(status: 200 | 503): ServerResponse {
    const { healthy, unhealthy } = this.#config.response_body;
    const own = status === 200 ? healthy : unhealthy;
    return own === "" ? json(status, this.#health.report()) : answer(status, "text/plain; charset=utf-8", own);
  }
}

function json(status: number, content: object, headers: Readonly<Record<string, string>> = {}): ServerResponse {
  return answer(status, "application/json", JSON.stringify(content), headers);
}

function answer(
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  const body = [new TextEncoder().encode(text)];
  return { status, headers: { "content-type": type, "cache-control": "no-store", ...headers }, body };
}
