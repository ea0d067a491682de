import type { IncomingMessage, ServerResponse as NodeResponse } from "node:http";
import type { Body, ServerRequest } from "@genai-collector/component";
import { fieldMap } from "./field-map.ts";
import { connectionOf } from "./http1-connection.ts";
import { IncomingBody } from "./incoming-body.ts";

/** One request over HTTP/1.1. What costs something is made when it is first asked for. */
export class Http1Request implements ServerRequest {
  readonly method: string;
  readonly url: string;
  readonly #request: IncomingMessage;
  readonly #response: NodeResponse;
  readonly #awaitsContinue: boolean;
  #headers: Record<string, string> | undefined;
  #body: Body | undefined;

  /** `awaitsContinue`: the client sends its body only when it is told to go on (RFC 9110 §10.1.1). */
  constructor(request: IncomingMessage, response: NodeResponse, awaitsContinue: boolean) {
    this.method = request.method!;
    this.url = request.url!;
    this.#request = request;
    this.#response = response;
    this.#awaitsContinue = awaitsContinue;
  }

  get headers(): Readonly<Record<string, string>> {
    return (this.#headers ??= fieldMap(this.#request.rawHeaders));
  }

  get peer(): string {
    return connectionOf(this.#request.socket).peer;
  }

  get body(): Body {
    const begin = this.#awaitsContinue ? (): void => this.#response.writeContinue() : undefined;
    return (this.#body ??= new IncomingBody(this.#request, "error", this.headers["content-length"], begin));
  }

  get signal(): AbortSignal {
    return connectionOf(this.#request.socket).signal;
  }
}
