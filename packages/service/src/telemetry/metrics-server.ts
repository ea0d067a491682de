import type { HttpServers, ServerRequest, ServerResponse } from "@genai-collector/component";
import { isAllowedHost } from "@genai-collector/config/host-header";
import { StartError } from "../lifecycle/start-error.ts";
import type { Counter } from "./instruments.ts";
import { prometheusContentType } from "./prometheus-page.ts";

const readersPath = ["service", "telemetry", "metrics", "readers"];
const utf8 = new TextEncoder();

/** Serves the collector's own metrics at `/metrics`. */
export class MetricsServer {
  readonly #servers: HttpServers;
  readonly #endpoint: string;
  readonly #page: () => Promise<string>;
  readonly #errors: Counter;
  #listener: Awaited<ReturnType<HttpServers["listen"]>> | undefined;

  /** `errors` counts pages that could not be made. */
  constructor(servers: HttpServers, endpoint: string, page: () => Promise<string>, errors: Counter) {
    this.#servers = servers;
    this.#endpoint = endpoint;
    this.#page = page;
    this.#errors = errors;
  }

  /** Where it listens. Undefined before `start` and after `shutdown`. */
  get endpoint(): string | undefined {
    return this.#listener?.endpoint;
  }

  /** Rejects with a `StartError` when the port is taken. */
  async start(): Promise<void> {
    try {
      this.#listener = await this.#servers.listen(this.#endpoint, (request) => this.#answer(request));
    } catch (error) {
      throw new StartError(`cannot serve own metrics on ${this.#endpoint}`, readersPath, error);
    }
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close(signal);
  }

  async #answer(request: ServerRequest): Promise<ServerResponse> {
    if (!isAllowedHost(request.headers["host"], { endpoint: this.#endpoint, answersAnyNameBeyondLoopback: true }))
      return plain(403, "host not allowed\n");
    if (path(request.url) !== "/metrics") return plain(404, "not found\n");
    if (request.method !== "GET" && request.method !== "HEAD") {
      return { ...plain(405, "method not allowed\n"), headers: { allow: "GET, HEAD" } };
    }
    const page = await this.#tryPage();
    if (page === undefined) return plain(500, "the metrics cannot be read\n");
    return { status: 200, headers: { "content-type": prometheusContentType }, body: [utf8.encode(page)] };
  }

  /** Reading may fail where the operating system is asked: that is counted, and the next scrape tries again. */
  async #tryPage(): Promise<string | undefined> {
    try {
      return await this.#page();
    } catch {
      this.#errors.add(1);
      return undefined;
    }
  }
}

/** Servers are given the path alone; a proxy may send the absolute form. */
const path = (url: string): string => url.replace(/^https?:\/\/[^/]*/, "").replace(/[?#].*$/, "");

function plain(status: number, text: string): ServerResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: [utf8.encode(text)] };
}
