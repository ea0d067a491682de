import type {
  HttpRequest,
  ListenOptions,
  ServerHandler,
  ServerRequest,
  ServerResponse,
  TlsClientOptions,
  TlsServerOptions,
} from "@genai-collector/component";
import { bodyOf, chunksOf, NetworkError, orAborted } from "./virtual-connection.ts";

export const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);
const defaultPorts = { http: 80, https: 443 };
const wildcards: ReadonlySet<string> = new Set(["", "0.0.0.0", "[::]", "::"]);

/** What a listener answers. */
export type Served = Omit<ServerResponse, "body"> & { readonly body: AsyncIterable<Uint8Array> };

/** One open port, or socket file, of one process. */
export class VirtualListener {
  /** The machine. */
  readonly host: string;
  /** The name or address that it is bound to; the path of a socket file. */
  readonly bind: string;
  /** 0: a socket file. */
  readonly port: number;
  readonly isShared: boolean;
  /** Only `https:` reaches who has it. Nothing is encrypted, and certificates are not looked into. */
  tls: TlsServerOptions | undefined;
  readonly #isHttp2: boolean;
  readonly #handle: ServerHandler;
  readonly #connections = new Set<AbortController>();
  #idle: (() => void)[] = [];

  constructor(host: string, bind: string, port: number, handle: ServerHandler, options: ListenOptions) {
    this.host = host;
    this.bind = bind;
    this.port = port;
    this.isShared = options.isShared === true;
    this.tls = options.tls;
    this.#isHttp2 = options.protocol === "http2";
    this.#handle = handle;
  }

  /** Where it listens, as `Listener.endpoint` says it. */
  get endpoint(): string {
    return this.port === 0 ? this.bind : `${this.bind}:${this.port}`;
  }

  /** Whether both cannot be there at once. */
  excludes(other: VirtualListener): boolean {
    if (this.host !== other.host || this.port !== other.port || (this.isShared && other.isShared)) return false;
    return this.port > 0 || this.bind === other.bind;
  }

  /** Loopback addresses are there for the machine itself alone; wildcards answer to the machine's name too. */
  isReachable(url: URL, from: string): boolean {
    // A socket file goes by `http+unix://%2Fpath%2Fof%2Fit/`, with `https+unix:` for TLS.
    const scheme = this.tls === undefined ? "http" : "https";
    if (this.port === 0)
      return url.protocol === `${scheme}+unix:` && from === this.host && decodeURIComponent(url.hostname) === this.bind;
    if (url.protocol !== `${scheme}:` || Number(url.port || defaultPorts[scheme]) !== this.port) return false;
    const isWildcard = wildcards.has(this.bind);
    if (loopbackNames.has(url.hostname)) return from === this.host && (isWildcard || loopbackNames.has(this.bind));
    return url.hostname === this.bind || (isWildcard && url.hostname === this.host);
  }

  /** Hands one request to the process, and breaks off when the client leaves or the process dies. */
  async serve(request: HttpRequest, peer: string, tls: TlsClientOptions | undefined): Promise<Served> {
    if (this.tls?.requiresClientCertificate === true && tls?.cert === undefined)
      throw new NetworkError("ECONNRESET", `the server on ${this.endpoint} demands a certificate`);
    const connection = new AbortController();
    const leave = (): void => connection.abort(request.signal.reason);
    request.signal.addEventListener("abort", leave, { once: true });
    this.#connections.add(connection);
    const end = (): void => {
      request.signal.removeEventListener("abort", leave);
      this.#leave(connection);
    };
    try {
      const answer = await orAborted(this.#answer(asServed(request, peer, connection.signal)), connection.signal);
      // A stream goes on for as long as somebody takes it.
      if (!isWhole(answer.body)) return { ...answer, body: streamed(answer.body, connection, end) };
      end();
      return { ...answer, body: chunksOf(answer.body) };
    } catch (error) {
      end();
      throw error;
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
    const reason = new NetworkError(
      "ECONNRESET",
      `the server on ${this.host}:${this.port === 0 ? this.bind : this.port} is gone`,
    );
    for (const connection of this.#connections) connection.abort(reason);
  }

  /** A handler that fails, or says what HTTP/1.1 cannot, is answered for with 500, as Node.js servers are wont to. */
  async #answer(request: ServerRequest): Promise<ServerResponse> {
    try {
      const answer = await this.#handle(request);
      if (this.#isHttp2 || (isWhole(answer.body) && answer.trailers === undefined)) return answer;
    } catch {
      // A bug that the handler has told, or could not.
    }
    return { status: 500, headers: {}, body: [] };
  }

  #leave(connection: AbortController): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }
}

/** As it travels: the path in the first line, the host in a header of its own (RFC 9112 §3.2). */
function asServed(request: HttpRequest, peer: string, signal: AbortSignal): ServerRequest {
  const { body, signal: _client, ...rest } = request;
  const { host, pathname, search } = new URL(request.url);
  const headers = { host, ...request.headers };
  return { ...rest, url: (pathname || "/") + search, headers, peer, signal, body: bodyOf(chunksOf(body), signal) };
}

function isWhole(body: ServerResponse["body"]): body is readonly Uint8Array[] {
  return Array.isArray(body);
}

/** Who stops taking it has left; `end` is called once nobody takes more. */
function streamed(
  body: AsyncIterable<Uint8Array>,
  connection: AbortController,
  end: () => void,
): AsyncIterable<Uint8Array> {
  connection.signal.addEventListener("abort", end, { once: true });
  return take(body[Symbol.asyncIterator](), connection);
}

async function* take(source: AsyncIterator<Uint8Array>, connection: AbortController): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const next = await orAborted(source.next(), connection.signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    connection.abort(new NetworkError("ECONNRESET", "the client left"));
    // Nobody is left who could be told how it ends.
    source.return?.().catch(() => undefined);
  }
}
