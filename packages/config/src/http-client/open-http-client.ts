import {
  CollectorError,
  isCollectorError,
  type Body,
  type HttpClient,
  type HttpResponse,
  type Runtime,
} from "@genai-collector/component";
import { isAllowedAddress } from "./address-guard.ts";
import type { HttpClientConfig } from "./http-client-config.ts";
import { tryParseIp } from "./ip-address.ts";
import { redactUrl } from "./redact-url.ts";

/** One request as the hardened client takes it. */
export interface GuardedRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. Sent to the URL's host and to no other. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: readonly Uint8Array[] | undefined;
  readonly signal: AbortSignal;
  /** For the whole exchange, the answer's body included. Default: the configuration's. */
  readonly timeoutMs?: number | undefined;
  /** Default: the configuration's. */
  readonly maxBodyBytes?: number | undefined;
}

/** What every outgoing request goes through. */
export interface GuardedClient {
  /**
   * The answer, whatever its status; redirects of GET and HEAD are followed within the host. Rejects with a
   * `CollectorError`: `retryable` where no answer came, `misconfigured` where the request may not be sent.
   */
  request(request: GuardedRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Told once for every request that was sent: an answer's status, or 0. */
export type RequestObserver = (outcome: {
  readonly host: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}) => void;

export interface GuardedClientOptions {
  readonly userAgent: string;
  readonly connections?: number | undefined;
  readonly observe?: RequestObserver | undefined;
  /** Whether plain HTTP may be used although private addresses are not allowed. */
  readonly allowCleartext?: boolean | undefined;
}

const maxRedirects = 10;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Opens a pool of connections behind the egress guard: hosts, addresses, schemes, sizes and times are checked. */
export function openHttpClient(
  runtime: Pick<Runtime, "http" | "timers" | "clock">,
  config: HttpClientConfig,
  options: GuardedClientOptions,
): GuardedClient {
  const client = runtime.http.open({
    allowAddress: (ip) => isAllowedAddress(ip, config.allow_private),
    ...(options.connections === undefined ? {} : { connections: options.connections }),
  });
  return new HardenedClient(runtime, client, config, options);
}

class HardenedClient implements GuardedClient {
  readonly #runtime: Pick<Runtime, "timers" | "clock">;
  readonly #client: HttpClient;
  readonly #config: HttpClientConfig;
  readonly #options: GuardedClientOptions;
  readonly #hosts: ReadonlySet<string>;

  constructor(
    runtime: Pick<Runtime, "timers" | "clock">,
    client: HttpClient,
    config: HttpClientConfig,
    options: GuardedClientOptions,
  ) {
    this.#runtime = runtime;
    this.#client = client;
    this.#config = config;
    this.#options = options;
    this.#hosts = new Set(config.allow_hosts.map((host) => host.toLowerCase()));
  }

  async request(request: GuardedRequest): Promise<HttpResponse> {
    const timeoutMs = request.timeoutMs ?? this.#config.timeout;
    const deadline = this.#runtime.timers.deadline(timeoutMs, request.signal);
    try {
      const response = await this.#follow(request, deadline.signal);
      return { ...response, body: this.#bounded(response.body, request, deadline) };
    } catch (error) {
      deadline.cancel();
      throw this.#described(error, request, timeoutMs);
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #follow(request: GuardedRequest, signal: AbortSignal): Promise<HttpResponse> {
    const first = this.#checked(request.url);
    let url = first;
    for (let hop = 0; ; hop++) {
      const response = await this.#send(request, url, signal);
      const location = response.headers["location"];
      const isFollowed = request.method === "GET" || request.method === "HEAD";
      if (!redirectStatuses.has(response.status) || location === undefined || !isFollowed) return response;
      await response.body.read(65_536).catch(() => undefined); // frees the connection; nobody asked for this body
      if (hop === maxRedirects)
        throw refused("HTTP_REDIRECT", `more than ${maxRedirects} redirects from ${redactUrl(request.url)}`);
      url = this.#redirect(first, url, location);
    }
  }

  async #send(request: GuardedRequest, url: URL, signal: AbortSignal): Promise<HttpResponse> {
    const { clock } = this.#runtime;
    const started = clock.monotonic();
    let status = 0;
    try {
      const headers = { "user-agent": this.#userAgent(), ...request.headers };
      const response = await this.#client.request({
        method: request.method,
        url: url.href,
        headers,
        body: request.body,
        signal,
      });
      status = response.status;
      return response;
    } finally {
      const seconds = (clock.monotonic() - started) / 1_000;
      this.#options.observe?.({ host: url.hostname, method: request.method, status, seconds });
    }
  }

  #userAgent(): string {
    return this.#config.user_agent === "" ? this.#options.userAgent : this.#config.user_agent;
  }

  /** Throws `misconfigured` for a URL that must not be asked. */
  #checked(text: string): URL {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol))
      throw refused("HTTP_BAD_URL", `${redactUrl(text)} is no HTTP URL`);
    const host = url.hostname.toLowerCase();
    if (this.#hosts.size > 0 && !this.#hosts.has(host)) {
      throw refused("HTTP_HOST_REFUSED", `${host} is not among allow_hosts`);
    }
    const literal = host.replace(/^\[|\]$/g, "");
    if (tryParseIp(literal) !== undefined && !isAllowedAddress(literal, this.#config.allow_private)) {
      throw refused("HTTP_ADDRESS_REFUSED", `the address ${literal} may not be reached`);
    }
    const isCleartextAllowed = this.#config.allow_private || this.#options.allowCleartext === true;
    if (url.protocol === "http:" && !isCleartextAllowed) {
      throw refused("HTTP_CLEARTEXT_REFUSED", `${redactUrl(text)} is not https; http needs allow_private`);
    }
    return url;
  }

  #redirect(first: URL, from: URL, location: string): URL {
    const target = URL.parse(location, from);
    if (target === null) throw refused("HTTP_REDIRECT", `a redirect of ${redactUrl(from.href)} to what is no URL`);
    // Custom headers carry credentials, so not even a sibling host may have them.
    if (target.hostname !== first.hostname) {
      throw refused("HTTP_REDIRECT", `a redirect of ${redactUrl(from.href)} to another host, ${target.hostname}`);
    }
    if (from.protocol === "https:" && target.protocol === "http:") {
      throw refused("HTTP_REDIRECT", `a redirect of ${redactUrl(from.href)} to plain HTTP`);
    }
    return this.#checked(target.href);
  }

  /** The body within its size; the deadline ends with it. */
  #bounded(body: Body, request: GuardedRequest, deadline: { readonly signal: AbortSignal; cancel(): void }): Body {
    const most = request.maxBodyBytes ?? this.#config.max_response_body_size;
    const describe = (error: unknown): unknown =>
      this.#described(error, request, request.timeoutMs ?? this.#config.timeout);
    return {
      async read(limit) {
        try {
          return await body.read(Math.min(limit, most));
        } catch (error) {
          throw describe(error);
        } finally {
          deadline.cancel();
        }
      },
      async *[Symbol.asyncIterator]() {
        let size = 0;
        try {
          for await (const chunk of body) {
            size += chunk.length;
            if (size > most) throw new RangeError(`more than ${most} bytes`);
            yield chunk;
          }
        } catch (error) {
          throw describe(error);
        } finally {
          deadline.cancel();
        }
      },
    };
  }

  /** Every failure as a `CollectorError` that shows no credential. */
  #described(error: unknown, request: GuardedRequest, timeoutMs: number): unknown {
    if (isCollectorError(error)) return error;
    const where = redactUrl(request.url);
    if (request.signal.aborted) {
      return new CollectorError("HTTP_ABORTED", `the request to ${where} was given up`, { kind: "retryable" });
    }
    if (error instanceof RangeError) {
      return new CollectorError("HTTP_BODY_TOO_LARGE", `the answer of ${where} has ${error.message}`, {
        kind: "retryable",
      });
    }
    const code = codeOf(error);
    if (code === "HTTP_ADDRESS_REFUSED")
      return refused(code, `${where} resolves to an address that may not be reached`);
    const isTimeout = code === "" || code === "ABORT_ERR" || code === "TIMEOUT";
    const why = isTimeout ? `no answer within ${timeoutMs} ms` : code;
    return new CollectorError(isTimeout ? "HTTP_TIMEOUT" : "HTTP_UNREACHABLE", `cannot reach ${where}: ${why}`, {
      kind: "retryable",
    });
  }
}

/** The system's code (`ECONNREFUSED`, `UND_ERR_SOCKET`), never its message, which may quote a URL. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const code = (at as { readonly code?: unknown }).code;
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
  }
  if (!(error instanceof Error)) return "";
  // What a deadline gives as its reason has a name, and no code that is a text.
  return error.name === "TimeoutError" || error.name === "AbortError" ? "TIMEOUT" : "UNREACHABLE";
}

function refused(code: string, message: string): CollectorError {
  return new CollectorError(code, message, { kind: "misconfigured" });
}
