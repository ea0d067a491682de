import type { HttpResponse, Instant, Instruments, Logger, Recorders } from "@genai-collector/component";

/** A request to the source, or to an address that the source gave. */
export interface SourceRequest {
  /**
   * A path (`/v1/usage`), appended to the source's endpoint, or a whole URL. The source's headers are sent to its own
   * origin alone, so that credentials never reach another host.
   */
  readonly url: string;
  /** Appended to the URL in this order; what is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Default: GET, or POST where there is a body. */
  readonly method?: string | undefined;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | undefined;
  /** Sent as the body, as JSON. */
  readonly json?: unknown;
  /** Statuses outside 200–299 that are answers too. Every other one rejects. */
  readonly accept?: readonly number[] | undefined;
  /** For one attempt, its body included. Default: the configuration's `http.timeout`. */
  readonly timeoutMs?: number | undefined;
  /** Default: the configuration's `http.max_response_body_size`. */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Whether a failure that leaves the outcome unknown may be answered by sending it again. Default: what the method
   * says (GET, HEAD, PUT and DELETE are idempotent; POST and PATCH are not).
   */
  readonly idempotent?: boolean | undefined;
  /**
   * One of many, as of a fan-out over projects: waits for the rate limit as if its poll began only now, so that polls
   * which began since are not kept waiting for all of them.
   */
  readonly isBackground?: boolean | undefined;
}

/**
 * What `collect` may do with the world. Every request takes a token of the source's rate limit first, is bounded in
 * size and time, and is repeated with backoff after 429, 5xx and transport failures while the collect's deadline
 * allows; `Retry-After` is honoured. What is left rejects with a `CollectorError`, whose status
 * `sourceStatus` tells.
 */
export interface Io<I extends Instruments = {}> {
  /** The answer, its body unread. */
  request(request: SourceRequest): Promise<HttpResponse>;
  /** The answer's body, parsed as JSON; reading it is part of the attempt. */
  json(request: SourceRequest): Promise<unknown>;
  /**
   * The answer and what `use` makes of it. Reading the body is part of the attempt: one that breaks off is asked for
   * again, and then `use` starts again, with nothing of what it read before. What it does not read is let go.
   */
  read<T>(request: SourceRequest, use: (response: HttpResponse) => Promise<T>): Promise<T>;
  /**
   * Asks one of the receiver's `endpoints`, and keeps what came of it as the endpoint's capability: a metric, a part of
   * the health view, and a line in the log with the evidence when it changes. Rejects as `ask` does. `itemsOf`: how many
   * items the answer held; an endpoint without any for an hour is `no_data`.
   */
  endpoint<T>(name: string, ask: () => Promise<T>, itemsOf?: (answer: T) => number): Promise<T>;
  /** Fires at the collect's deadline, when the term ends and when the collector stops. */
  readonly signal: AbortSignal;
  /** The vendor's time, as far as its answers show that it is behind ours. */
  now(): Instant;
  /**
   * Says that something will never be delivered. Counted and saved with the frontier, once for each lane: `at`, the
   * bucket's end, when the lane passes it; without `at`, when this poll moves the lane on. A poll that fails has skipped
   * nothing. Bucketed loops see a bucket several times, so they need `at`.
   */
  skip(reason: string, items?: number, at?: Instant): void;
  /**
   * Says that a part of the source is unwell while the poll as a whole goes on (an endpoint that the plan lacks), or,
   * without a problem, that it is well again. Logged when it changes; shown as the status of `<loop>/<part>`.
   */
  report(part: string, problem?: unknown): void;
  /** What the receiver declared as `instruments`. */
  readonly instruments: Recorders<I>;
  readonly logger: Logger;
}
