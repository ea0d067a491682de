import type { ServerRequest } from "@genai-collector/component";
import type { Http1Body } from "./request-body.ts";
import type { RequestHead } from "./request-head.ts";

/** What the requests of one connection share. */
export interface Client {
  /** Address and port of the other side. */
  readonly peer: string;
  /** Fires when the client has left. One for all its requests: after an answer nobody listens any more. */
  readonly signal: AbortSignal;
}

/** One request over HTTP/1.1, as a handler sees it. */
export class Http1Exchange implements ServerRequest {
  readonly body: Http1Body;
  readonly head: RequestHead;
  readonly #client: Client;

  constructor(head: RequestHead, body: Http1Body, client: Client) {
    this.head = head;
    this.body = body;
    this.#client = client;
  }

  get method(): string {
    return this.head.method;
  }

  get url(): string {
    return this.head.url;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.head.headers;
  }

  get peer(): string {
    return this.#client.peer;
  }

  get signal(): AbortSignal {
    return this.#client.signal;
  }
}
