import type { HttpRequest, ServerHandler, ServerResponse } from "@genai-collector/component";
import { bodyOf, chunksOf, NetworkError, orAborted } from "./virtual-connection.ts";

export const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);
const wildcards: ReadonlySet<string> = new Set(["", "0.0.0.0", "[::]", "::"]);

/** One open port of one process. */
export class VirtualListener {
  /** The machine. */
  readonly host: string;
  /** The name or address that it is bound to. */
  readonly bind: string;
  readonly port: number;
  readonly #handle: ServerHandler;
  readonly #connections = new Set<AbortController>();
  #idle: (() => void)[] = [];

  constructor(host: string, bind: string, port: number, handle: ServerHandler) {
    this.host = host;
    this.bind = bind;
    this.port = port;
    this.#handle = handle;
  }

  /** Loopback addresses are there for the machine itself alone; wildcards answer to the machine's name too. */
  isReachable(url: URL, from: string): boolean {
    if (url.protocol !== "http:" || Number(url.port || 80) !== this.port) return false;
    const isWildcard = wildcards.has(this.bind);
    if (loopbackNames.has(url.hostname)) return from === this.host && (isWildcard || loopbackNames.has(this.bind));
    return url.hostname === this.bind || (isWildcard && url.hostname === this.host);
  }

  /** Hands one request to the process, and breaks off when the client leaves or the process dies. */
  async serve(request: HttpRequest, peer: string): Promise<ServerResponse> {
    const connection = new AbortController();
    const leave = (): void => connection.abort(request.signal.reason);
    request.signal.addEventListener("abort", leave, { once: true });
    this.#connections.add(connection);
    try {
      const { body, signal: _client, ...rest } = request;
      const { host, pathname, search } = new URL(request.url);
      // As it travels: the path in the first line, the host in a header of its own (RFC 9112 §3.2).
      const asked = {
        ...rest,
        url: pathname + search,
        headers: { host, ...request.headers },
        peer,
        signal: connection.signal,
        body: bodyOf(chunksOf(body), connection.signal),
      };
      return await orAborted(this.#answer(asked), connection.signal);
    } finally {
      request.signal.removeEventListener("abort", leave);
      this.#leave(connection);
    }
  }

  /** Resolves when no request is under way. */
  whenIdle(): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** Ends every request that is under way, without an answer. */
  breakConnections(): void {
    const reason = new NetworkError("ECONNRESET", `the server on ${this.host}:${this.port} is gone`);
    for (const connection of this.#connections) connection.abort(reason);
  }

  /** A handler that fails is answered for with 500, as Node.js servers are wont to. */
  async #answer(request: Parameters<ServerHandler>[0]): Promise<ServerResponse> {
    try {
      return await this.#handle(request);
    } catch {
      return { status: 500, headers: {}, body: [] };
    }
  }

  #leave(connection: AbortController): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}
