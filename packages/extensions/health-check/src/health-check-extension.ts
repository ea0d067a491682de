import {
  provide,
  statusWatcher,
  type Component,
  type Provided,
  type ServerRequest,
  type ServerResponse,
  type Settings,
} from "@genai-collector/component";
import type { HealthCheckConfig } from "./config.ts";
import { isAllowedHost } from "./host-header.ts";
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
    if (request.method !== "GET" && request.method !== "HEAD") return json(405, { error: "method not allowed" });
    const path = request.url.split("?", 1)[0];
    const whole = this.#health.report();
    const status = this.#health.isReady ? 200 : 503;
    if (path === this.#config.path) return json(status, whole);
    return path === this.#config.status_path
      ? json(status, { ...whole, components: this.#health.components() })
      : json(404, { error: "not found" });
  }
}

function json(status: number, content: object): ServerResponse {
  const body = new TextEncoder().encode(JSON.stringify(content));
  return { status, headers: { "content-type": "application/json", "cache-control": "no-store" }, body: [body] };
}
