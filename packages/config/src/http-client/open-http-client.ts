import { CollectorError, type HttpClient, type HttpResponse, type Runtime } from "@genai-collector/component";
import { isAllowedAddress } from "./address-guard.ts";
import { boundedBody } from "./bounded-body.ts";
import type { HttpClientConfig } from "./http-client-config.ts";
import { redactUrl } from "./redact-url.ts";
import { describeRequestError, isAddressRefused } from "./request-error.ts";
import { checkHeaders, headersFor } from "./request-headers.ts";
import { UrlGuard } from "./url-guard.ts";

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
   * The answer, whatever its status; redirects of GET and HEAD are followed within the host. Its body is to be read:
   * until then it keeps its connection, at most until the time is up. Rejects with a `CollectorError`: `retryable` where
   * no answer came, `misconfigured` where the request may not be sent.
   */
  request(request: GuardedRequest): Promise<HttpResponse>;
  /** Gives up what is under way. */
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
/** Most that is read of a redirect's body, so that its connection can be used again. */
const redirectBodyBytes = 65_536;
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
  readonly #guard: UrlGuard;
  readonly #closed = new AbortController();

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
    this.#guard = new UrlGuard(config, options.allowCleartext === true);
  }

  async request(request: GuardedRequest): Promise<HttpResponse> {
    const timeoutMs = request.timeoutMs ?? this.#config.timeout;
    const deadline = this.#runtime.timers.deadline(timeoutMs, request.signal, this.#closed.signal);
    const describe = (error: unknown): CollectorError => {
      const isAborted = request.signal.aborted || this.#closed.signal.aborted;
      return describeRequestError(error, { url: request.url, timeoutMs, isAborted, isLate: deadline.signal.aborted });
    };
    try {
      const response = await this.#follow(request, deadline.signal);
      const maxBytes = request.maxBodyBytes ?? this.#config.max_response_body_size;
      return { ...response, body: boundedBody(response.body, { maxBytes, describe, onEnd: () => deadline.cancel() }) };
    } catch (error) {
      deadline.cancel();
      throw describe(error);
    }
  }

  close(): Promise<void> {
    this.#closed.abort();
    return this.#client.close();
  }

  async #follow(request: GuardedRequest, signal: AbortSignal): Promise<HttpResponse> {
    const first = this.#guard.check(request.url);
    const headers = { "user-agent": this.#userAgent(), ...request.headers };
    checkHeaders(headers);
    let url = first;
    for (let hop = 0; ; hop++) {
      const response = await this.#send({ ...request, headers: headersFor(headers, first, url), signal }, url);
      const location = response.headers["location"];
      const isFollowed = request.method === "GET" || request.method === "HEAD";
      if (!redirectStatuses.has(response.status) || location === undefined || !isFollowed) return response;
      // Nobody asked for this body; one that is too long or broken costs its connection, nothing else.
      await response.body.read(redirectBodyBytes).catch(() => undefined);
      if (hop === maxRedirects) throw tooManyRedirects(first);
      url = this.#guard.redirect(first, url, location);
    }
  }

  async #send({ method, headers, body, signal }: GuardedRequest, url: URL): Promise<HttpResponse> {
    const started = this.#runtime.clock.monotonic();
    const observe = (status: number): void => {
      const seconds = (this.#runtime.clock.monotonic() - started) / 1_000;
      this.#options.observe?.({ host: url.hostname, method, status, seconds });
    };
    try {
      const response = await this.#client.request({ method, url: url.href, headers, body, signal });
      observe(response.status);
      return response;
    } catch (error) {
      // What the guard kept back was not sent.
      if (!isAddressRefused(error)) observe(0);
      throw error;
    }
  }

  #userAgent(): string {
    return this.#config.user_agent === "" ? this.#options.userAgent : this.#config.user_agent;
  }
}

function tooManyRedirects(first: URL): CollectorError {
  const message = `more than ${maxRedirects} redirects from ${redactUrl(first.href)}`;
  return new CollectorError("HTTP_REDIRECT", message, { kind: "misconfigured" });
}
