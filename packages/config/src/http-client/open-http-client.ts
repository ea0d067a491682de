import {
  CollectorError,
  type HttpClient,
  type HttpClientOptions,
  type HttpResponse,
  type Runtime,
} from "@genai-collector/component";
import { isAllowedAddress } from "./address-guard.ts";
import { boundedBody } from "./bounded-body.ts";
import { CookieJar } from "./cookie-jar.ts";
import type { HttpClientConfig } from "./http-client-config.ts";
import { shownUrl } from "./redact-url.ts";
import { describeRequestError, isAddressRefused } from "./request-error.ts";
import { checkHeaders, headersFor } from "./request-headers.ts";
import { UrlCache } from "./url-cache.ts";
import { UrlGuard } from "./url-guard.ts";

/** One request as the hardened client takes it. */
export interface GuardedRequest {
  readonly method: string;
  readonly url: string;
  /** Another side gave the URL, in an answer: errors tell its host alone, because its path may be anything. */
  readonly isForeign?: boolean | undefined;
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

/** How connections are made and kept, beside what every guarded client has. */
export interface GuardedClientOptions extends Omit<HttpClientOptions, "allowAddress"> {
  readonly userAgent: string;
  readonly observe?: RequestObserver | undefined;
  /** Whether plain HTTP may be used although private addresses are not allowed. */
  readonly allowCleartext?: boolean | undefined;
  /** Whether cookies that a host sets are given back to it. */
  readonly keepsCookies?: boolean | undefined;
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
  const { userAgent: _agent, observe: _observe, allowCleartext: _cleartext, keepsCookies: _cookies, ...own } = options;
  const client = runtime.http.open({ ...own, allowAddress: (ip) => isAllowedAddress(ip, config.allow_private) });
  return new HardenedClient(runtime, client, config, options);
}

class HardenedClient implements GuardedClient {
  readonly #runtime: Pick<Runtime, "timers" | "clock">;
  readonly #client: HttpClient;
  readonly #config: HttpClientConfig;
  readonly #options: GuardedClientOptions;
  readonly #guard: UrlGuard;
  readonly #checked: UrlCache<URL>;
  readonly #cookies: CookieJar | undefined;
  /**
   * One for each request under way. A signal for all of them would be cheaper to read and dearer to run: Node chains its
   * listeners, and those that were removed and grew old keep younger ones from being collected.
   */
  readonly #underWay = new Set<AbortController>();

  #isClosed = false;

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
    this.#checked = new UrlCache((url) => this.#guard.check(url));
    this.#cookies = options.keepsCookies === true ? new CookieJar(runtime.clock) : undefined;
  }

  async request(request: GuardedRequest): Promise<HttpResponse> {
    const timeoutMs = request.timeoutMs ?? this.#config.timeout;
    const own = new AbortController();
    const deadline = this.#runtime.timers.deadline(timeoutMs, request.signal, own.signal);
    this.#underWay.add(own);
    const onEnd = (): void => {
      deadline.cancel();
      this.#underWay.delete(own);
    };
    const describe = (error: unknown): CollectorError => {
      const isAborted = request.signal.aborted || own.signal.aborted || this.#isClosed;
      const { url, isForeign } = request;
      return describeRequestError(error, { url, isForeign, timeoutMs, isAborted, isLate: deadline.signal.aborted });
    };
    try {
      const response = await this.#follow(request, deadline.signal);
      const maxBytes = request.maxBodyBytes ?? this.#config.max_response_body_size;
      return { ...response, body: boundedBody(response.body, { maxBytes, describe, onEnd }) };
    } catch (error) {
      onEnd();
      throw describe(error);
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const each of this.#underWay) each.abort();
    return this.#client.close();
  }

  async #follow(request: GuardedRequest, signal: AbortSignal): Promise<HttpResponse> {
    const shown = shownUrl(request.url, request.isForeign);
    const first = request.isForeign === true ? this.#guard.check(request.url, shown) : this.#checked.get(request.url);
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
      if (hop === maxRedirects) throw tooManyRedirects(shown);
      url = this.#guard.redirect(first, url, location, shown);
    }
  }

  async #send({ method, headers, body, signal }: GuardedRequest, url: URL): Promise<HttpResponse> {
    const started = this.#runtime.clock.monotonic();
    const observe = (status: number): void => {
      const seconds = (this.#runtime.clock.monotonic() - started) / 1_000;
      this.#options.observe?.({ host: url.hostname, method, status, seconds });
    };
    try {
      const sent = this.#cookies?.addTo(headers, url) ?? headers;
      const response = await this.#client.request({ method, url: url.href, headers: sent, body, signal });
      this.#cookies?.store(url, response.headers["set-cookie"]);
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

function tooManyRedirects(shown: string): CollectorError {
  const message = `more than ${maxRedirects} redirects from ${shown}`;
  return new CollectorError("HTTP_REDIRECT", message, { kind: "misconfigured" });
}
