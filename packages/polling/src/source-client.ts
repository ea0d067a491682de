import { isCollectorError, type Clock, type HttpResponse, type Random, type Timers } from "@genai-collector/component";
import type { CollectDeadline } from "./collect-deadline.ts";
import type { SourceRequest } from "./io.ts";
import type { PollingRecorders, requestOutcomes } from "./polling-instruments.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { addressOf, type Address, type Source } from "./source.ts";
import { SourceError } from "./source-error.ts";
import { errorOfStatus } from "./source-status.ts";
import type { PollClock, VendorClock } from "./vendor-clock.ts";

/** The hardened client, as far as it is needed here. */
export interface SourceHttp {
  request(request: {
    readonly method: string;
    readonly url: string;
    readonly isForeign?: boolean | undefined;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: readonly Uint8Array[] | undefined;
    readonly signal: AbortSignal;
    readonly timeoutMs?: number | undefined;
    readonly maxBodyBytes?: number | undefined;
  }): Promise<HttpResponse>;
}

export interface SourceClientSettings {
  readonly source: Source;
  readonly http: SourceHttp;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** The source's budget, and that of addresses that it gave: other hosts, so another bucket of the same size. */
  readonly limiter: RateLimiter;
  readonly elsewhere: RateLimiter;
  readonly maxBodyBytes: number;
  readonly recorders: PollingRecorders;
  readonly vendorClock: VendorClock;
}

/** One poll's place among those that share a client. */
export interface PollScope {
  readonly deadline: CollectDeadline;
  readonly clock: PollClock;
  /** The order in which polls began. */
  readonly priority: number;
}

const attempts = 5;
const firstDelayMs = 1_000;
const longestDelayMs = 10_000;
/** What the other side did not act on may be sent again, whatever the method. */
const notProcessed = new Set([425, 429, 503]);
const idempotentMethods = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** Sends requests to one source: each within the budget, repeated while that can help and the deadline allows. */
export class SourceClient {
  readonly #settings: SourceClientSettings;
  #polls = 0;

  constructor(settings: SourceClientSettings) {
    this.#settings = settings;
  }

  nextPriority(): number {
    return this.#polls++;
  }

  /** The answer, and what `use` makes of it: reading the body is part of the attempt. Rejects with a `CollectorError`. */
  async send<T>(request: SourceRequest, scope: PollScope, use: (response: HttpResponse) => Promise<T>): Promise<T> {
    const address = this.#address(request);
    for (let attempt = 1; ; attempt++) {
      try {
        return await use(await this.#attempt(request, address, scope));
      } catch (error) {
        const delayMs = this.#delayBeforeNext(error, attempt, request);
        if (delayMs === undefined || delayMs >= scope.deadline.remainingMs) throw error;
        await this.#settings.timers.sleep(delayMs, scope.deadline.signal);
      }
    }
  }

  /** Reads a body within its bound. */
  async read(response: HttpResponse, request: SourceRequest): Promise<Uint8Array> {
    const limit = request.maxBodyBytes ?? this.#settings.maxBodyBytes;
    try {
      return await response.body.read(limit);
    } catch (cause) {
      throw transportError("the source's answer could not be read", cause);
    }
  }

  #address(request: SourceRequest): Address {
    try {
      return addressOf(this.#settings.source, request.url, request.query);
    } catch (cause) {
      throw new SourceError("SOURCE_BAD_URL", "a request's URL is not one", { kind: "malformed", cause });
    }
  }

  async #attempt(request: SourceRequest, address: Address, scope: PollScope): Promise<HttpResponse> {
    const { clock } = this.#settings;
    await this.#takeToken(request, address, scope);
    // The token may have been waited for by a process that was stopped, and may not lead any more.
    scope.deadline.signal.throwIfAborted();
    const sentAt = clock.now();
    const sentMonotonic = clock.monotonic();
    scope.clock.sent(sentAt);
    const response = await this.#exchange(request, address, scope, sentMonotonic);
    if (address.isSource) {
      scope.clock.heard({ sentAt, sentMonotonic, receivedMonotonic: clock.monotonic() }, response.headers["date"]);
      this.#settings.recorders.clock_behind.record(this.#settings.vendorClock.behindMs / 1_000);
    }
    const { status } = response;
    if ((status >= 200 && status < 300) || request.accept?.includes(status) === true) return response;
    // The body is not told to anybody, but left unread it would keep its connection.
    await response.body.read(2_048).catch(() => undefined);
    throw errorOfStatus(status, response.headers, clock.now());
  }

  async #takeToken(request: SourceRequest, address: Address, scope: PollScope): Promise<void> {
    const limiter = address.isSource ? this.#settings.limiter : this.#settings.elsewhere;
    const priority = request.isBackground === true ? this.nextPriority() : scope.priority;
    const resume = scope.deadline.pause();
    try {
      await limiter.take(priority, scope.deadline.signal);
    } finally {
      resume();
    }
  }

  async #exchange(
    request: SourceRequest,
    address: Address,
    scope: PollScope,
    sentMonotonic: number,
  ): Promise<HttpResponse> {
    const { http, source, recorders, clock } = this.#settings;
    const body = bodyOf(request);
    let outcome: (typeof requestOutcomes)[number] = "none";
    try {
      const response = await http.request({
        method: methodOf(request),
        url: address.url,
        isForeign: !address.isSource,
        headers: {
          ...(address.isSource ? source.headers?.() : undefined),
          ...(request.json === undefined ? undefined : { "content-type": "application/json" }),
          ...request.headers,
        },
        body: body === undefined ? undefined : [body],
        signal: scope.deadline.signal,
        timeoutMs: request.timeoutMs,
        maxBodyBytes: request.maxBodyBytes ?? this.#settings.maxBodyBytes,
      });
      outcome = outcomeOf(response.status);
      return response;
    } catch (cause) {
      throw transportError("the source could not be reached", cause);
    } finally {
      recorders.request_duration.record((clock.monotonic() - sentMonotonic) / 1_000, { outcome });
    }
  }

  /** Undefined: sending it again would not help, or might do something twice. */
  #delayBeforeNext(error: unknown, attempt: number, request: SourceRequest): number | undefined {
    if (!isCollectorError(error) || error.kind !== "retryable" || attempt >= attempts) return undefined;
    // It would be as large again.
    if (error.code === "HTTP_BODY_TOO_LARGE") return undefined;
    const status = "status" in error ? error.status : undefined;
    const mayRepeat =
      (typeof status === "number" && notProcessed.has(status)) ||
      (request.idempotent ?? idempotentMethods.has(methodOf(request)));
    if (!mayRepeat) return undefined;
    const backoffMs = Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs);
    return Math.max(backoffMs * (0.5 + this.#settings.random.next()), error.retryAfterMs ?? 0);
  }
}

function methodOf(request: SourceRequest): string {
  return request.method ?? (bodyOf(request) === undefined ? "GET" : "POST");
}

function bodyOf(request: SourceRequest): Uint8Array | undefined {
  return request.json === undefined ? request.body : new TextEncoder().encode(JSON.stringify(request.json));
}

function outcomeOf(status: number): (typeof requestOutcomes)[number] {
  if (status < 300) return "2xx";
  if (status < 400) return "3xx";
  return status < 500 ? "4xx" : "5xx";
}

/** What the client itself says (an address that is not allowed, a body that is too large) stands; the rest may pass. */
function transportError(message: string, cause: unknown): Error {
  if (isCollectorError(cause)) return cause;
  return new SourceError("SOURCE_UNREACHABLE", message, { kind: "retryable", cause });
}
