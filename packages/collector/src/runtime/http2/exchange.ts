import type { RequestBody, ServerRequest } from "@genai-collector/component";
import { clientLeft } from "../client-left.ts";
import type { OutgoingBody } from "./outgoing-body.ts";
import type { ReceiveWindow } from "./receive-window.ts";
import type { RequestHead } from "./request-head.ts";
import { StreamBody, type BodyOwner } from "./stream-body.ts";

/** Whose exchanges these are. */
export interface ExchangeOwner {
  /** Address and port of the other side. */
  readonly peer: string;
  /** So many bytes of the request's body were read. */
  consumed(exchange: Exchange, bytes: number): void;
}

/** One stream: the request as a handler sees it, and what its connection knows of it. */
export class Exchange implements ServerRequest, BodyOwner {
  readonly id: number;
  /** When it began, by `performance.now`. */
  readonly since: number;
  readonly #head: RequestHead;
  readonly #owner: ExchangeOwner;
  #body: StreamBody | undefined;
  #gone: AbortController | undefined;
  #received = 0;
  /** The next in its place of the connection's table. */
  behind: Exchange | undefined;
  /** Bytes of the body that came and were not read. */
  unread = 0;
  /** The window of this stream, once its body turns out to be more than one frame. */
  window: ReceiveWindow | undefined;
  /** What its client takes of the answer; may be below zero (RFC 9113 §6.9.2). */
  sendWindow: number;
  /** The answer, where not all of it could be sent at once. */
  outgoing: OutgoingBody | undefined;
  /** The client has said everything. */
  isRequestDone: boolean;
  isAnswered = false;
  isClosed = false;

  constructor(id: number, head: RequestHead, owner: ExchangeOwner, sendWindow: number, isDone: boolean, since: number) {
    this.id = id;
    this.since = since;
    this.#head = head;
    this.#owner = owner;
    this.sendWindow = sendWindow;
    this.isRequestDone = isDone;
  }

  get method(): string {
    return this.#head.method;
  }

  get url(): string {
    return this.#head.url;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#head.headers;
  }

  get peer(): string {
    return this.#owner.peer;
  }

  get body(): RequestBody {
    return this.#bodyOf();
  }

  get signal(): AbortSignal {
    return (this.#gone ??= this.#watch()).signal;
  }

  get contentLength(): number | undefined {
    return this.#head.contentLength;
  }

  get isGrpc(): boolean {
    return this.#head.headers["content-type"]?.startsWith("application/grpc") === true;
  }

  /** Whether somebody waits for more of the request. */
  get isReceiving(): boolean {
    return !this.isRequestDone && this.#body?.isWanted === true;
  }

  /** A part of the body came. False: it is not as long as was told. */
  receive(part: Uint8Array, ends: boolean): boolean {
    this.#received += part.length;
    const { contentLength } = this.#head;
    if (contentLength !== undefined && !isInOrder(this.#received, contentLength, ends)) return false;
    this.unread += part.length;
    const body = this.#bodyOf();
    this.isRequestDone ||= ends;
    body.receive(part, ends);
    return true;
  }

  consumed(bytes: number): void {
    // What was not read when the stream closed has been counted then.
    if (this.isClosed || bytes === 0) return;
    this.unread -= bytes;
    this.#owner.consumed(this, bytes);
  }

  /** The stream is closed. */
  close(): void {
    this.isClosed = true;
    this.#body?.close();
    this.outgoing?.close();
    if (!this.isAnswered) this.#gone?.abort(clientLeft());
  }

  #bodyOf(): StreamBody {
    if (this.#body === undefined) {
      this.#body = new StreamBody(this, this.isRequestDone);
      if (this.isClosed) this.#body.close();
    }
    return this.#body;
  }

  #watch(): AbortController {
    const gone = new AbortController();
    if (this.isClosed && !this.isAnswered) gone.abort(clientLeft());
    return gone;
  }
}

function isInOrder(received: number, announced: number, ends: boolean): boolean {
  return ends ? received === announced : received <= announced;
}
