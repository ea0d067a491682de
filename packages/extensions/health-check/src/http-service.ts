import type { Host, ListenOptions, Logger, ServerRequest, ServerResponse } from "@genai-collector/component";
import { isAllowedHost } from "@genai-collector/config/host-header";
import { httpListenOptions } from "@genai-collector/config/listener";
import { Admission } from "./admission.ts";
import type { HttpServerConfig } from "./config.ts";
import { json } from "./http-answer.ts";
import type { ProbeService } from "./probe-service.ts";

/** What is served, by path. */
export type Pages = ReadonlyMap<string, (query: URLSearchParams) => ServerResponse>;

/** Where it stands in the log and in the configuration. */
export interface HttpServicePlace {
  readonly title: string;
  readonly place: string;
}

/** Serves pages over HTTP to whom it may concern: the right `Host`, the right credentials, GET or HEAD. */
export class HttpService implements ProbeService {
  readonly title: string;
  readonly place: string;
  readonly config: HttpServerConfig;
  readonly options: ListenOptions;
  readonly #logger: Logger;
  readonly #pages: (host: Host) => Pages;
  readonly #headers: Readonly<Record<string, string>>;
  #admission: Admission | undefined;
  #served: Pages = new Map();

  /** `pages` is asked once, at start. */
  constructor(
    { title, place }: HttpServicePlace,
    config: HttpServerConfig,
    logger: Logger,
    pages: (host: Host) => Pages,
  ) {
    this.title = title;
    this.place = place;
    this.config = config;
    this.options = httpListenOptions(config);
    this.#logger = logger;
    this.#pages = pages;
    const headers = Object.entries(config.response_headers);
    this.#headers = Object.fromEntries(headers.map(([name, value]) => [name, value.reveal()]));
  }

  open(host: Host): void {
    this.#admission = new Admission(this.config.auth, host, this.#logger);
    this.#served = this.#pages(host);
  }

  readonly handle = async (request: ServerRequest): Promise<ServerResponse> => {
    const answered = await this.#answer(request);
    return { ...answered, headers: { ...this.#headers, ...answered.headers } };
  };

  close(): void {
    // Every answer is a whole one: nothing goes on.
  }

  /** Who is not let in learns nothing of what is there. */
  async #answer(request: ServerRequest): Promise<ServerResponse> {
    const { method, url, headers, peer } = request;
    if (!isAllowedHost(headers["host"], this.config)) return json(403, { error: "unknown host" });
    const refusal = await this.#admission?.refusalOf({ transport: "http", headers, peer });
    if (refusal !== undefined) return json(refusal.httpStatus, { error: refusal.message });
    if (method !== "GET" && method !== "HEAD")
      return json(405, { error: "method not allowed" }, { allow: "GET, HEAD" });
    const query = url.indexOf("?");
    const page = this.#served.get(query < 0 ? url : url.slice(0, query));
    if (page === undefined) return json(404, { error: "not found" });
    return page(new URLSearchParams(query < 0 ? "" : url.slice(query)));
  }
}
