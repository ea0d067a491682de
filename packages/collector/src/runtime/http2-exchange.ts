import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { Body, ServerHandler, ServerRequest, ServerResponse } from "@genai-collector/component";
import { fieldMap } from "./field-map.ts";
import { internalError } from "./http1-response.ts";
import { sendHttp2 } from "./http2-response.ts";
import { IncomingBody } from "./incoming-body.ts";
import type { ServerLimits } from "./server-limits.ts";

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR } = constants;

/** One stream: the request as a handler sees it, and its answer on the way out. */
export class Http2Exchange implements ServerRequest {
  readonly method: string;
  readonly url: string;
  readonly peer: string;
  readonly #stream: ServerHttp2Stream;
  readonly #raw: readonly string[];
  readonly #authority: string | undefined;
  #headers: Record<string, string> | undefined;
  #body: Body | undefined;
  #gone: AbortController | undefined;
  #isAnswered = false;
  readonly #since: number;
  /** Bytes that the client has not taken, and since when it is these. */
  #pending = 0;
  #stalledSince = 0;
  #resetAt: number | undefined;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    raw: readonly string[],
    peer: string,
    now: number,
  ) {
    this.#since = now;
    this.method = headers[":method"] ?? "";
    this.url = headers[":path"] ?? "";
    this.#authority = headers[":authority"];
    this.peer = peer;
    this.#stream = stream;
    this.#raw = raw;
  }

  get headers(): Readonly<Record<string, string>> {
    return (this.#headers ??= this.#readHeaders());
  }

  get body(): Body {
    return (this.#body ??= new IncomingBody(this.#stream, "close", this.headers["content-length"]));
  }

  get signal(): AbortSignal {
    return (this.#gone ??= this.#watch()).signal;
  }

  /** Asks `handle` and sends what it answers. `sends` is told each time that something goes out. Never rejects. */
  async answer(handle: ServerHandler, sends: () => void): Promise<void> {
    let answer: ServerResponse;
    try {
      answer = await handle(this);
    } catch {
      // A handler that rejects is a bug that it has logged, or could not; the client gets an answer all the same.
      answer = internalError;
    }
    if (this.#stream.destroyed || this.#stream.closed) return;
    try {
      await sendHttp2(this.#stream, answer, sends);
      this.#isAnswered = true;
    } catch {
      // A status or a field that HTTP/2 does not know, or a body that broke: the client must not take it for whole.
      this.#refuse();
    }
  }

  /**
   * Resets the stream of a client that does not send its body, or takes nothing of its answer. False: it does not even
   * take that.
   */
  check(now: number, limits: ServerLimits): boolean {
    if (this.#resetAt !== undefined) return now - this.#resetAt < limits.writeTimeoutMs;
    const isLate = this.#isReceiving() && limits.requestTimeoutMs > 0 && now - this.#since >= limits.requestTimeoutMs;
    if (isLate || this.#isStalled(now, limits.writeTimeoutMs)) {
      this.#resetAt = now;
      this.#stream.close(NGHTTP2_CANCEL);
    }
    return true;
  }

  /** The stream is closed. */
  left(): void {
    if (!this.#isAnswered) this.#gone?.abort(new Error("the client left"));
  }

  #readHeaders(): Record<string, string> {
    const headers = fieldMap(this.#raw);
    if (this.#authority !== undefined) headers["host"] = this.#authority;
    return headers;
  }

  #watch(): AbortController {
    const gone = new AbortController();
    if (this.#stream.destroyed && !this.#isAnswered) gone.abort(new Error("the client left"));
    return gone;
  }

  #refuse(): void {
    if (this.#stream.headersSent) this.#stream.close(NGHTTP2_INTERNAL_ERROR);
    else void sendHttp2(this.#stream, internalError, () => undefined);
  }

  /** Whether somebody waits for more of the request. */
  #isReceiving(): boolean {
    return this.#body !== undefined && !this.#stream.readableEnded;
  }

  #isStalled(now: number, timeoutMs: number): boolean {
    const pending = this.#stream.writableLength;
    if (pending === 0 || pending !== this.#pending) {
      this.#pending = pending;
      this.#stalledSince = now;
    }
    return pending > 0 && timeoutMs > 0 && now - this.#stalledSince >= timeoutMs;
  }
}
