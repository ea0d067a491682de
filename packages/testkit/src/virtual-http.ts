import type {
  HttpClient,
  HttpClientOptions,
  HttpClients,
  HttpRequest,
  HttpResponse,
  HttpServers,
  Listener,
  ListenOptions,
  ServerHandler,
  TlsClientOptions,
} from "@genai-collector/component";
import { bodyOf, NetworkError, orAborted } from "./virtual-connection.ts";
import type { VirtualHandles } from "./virtual-handles.ts";
import type { VirtualListener } from "./virtual-listener.ts";
import type { VirtualNetwork } from "./virtual-network.ts";
import type { VirtualSeam } from "./virtual-seam.ts";

/** What a virtual client gets: with the fields behind the body of an HTTP/2 server, which real clients keep to themselves. */
export interface VirtualHttpResponse extends HttpResponse {
  readonly trailers?: Readonly<Record<string, string>> | undefined;
}

/** The outgoing connections of one process. */
export class VirtualHttpClients implements HttpClients {
  readonly #network: VirtualNetwork;
  readonly #host: string;
  readonly #seam: VirtualSeam;
  readonly #handles: VirtualHandles;

  constructor(network: VirtualNetwork, host: string, seam: VirtualSeam, handles: VirtualHandles) {
    this.#network = network;
    this.#host = host;
    this.#seam = seam;
    this.#handles = handles;
  }

  open(options: HttpClientOptions): HttpClient {
    const forget = this.#handles.add("http client", () => undefined);
    const pool = new ConnectionPool(options.connections ?? Infinity);
    const dialled = new Set<string>();
    let isClosed = false;
    return {
      request: (request) =>
        this.#seam.call(
          "http.request",
          async () => {
            if (isClosed) throw new NetworkError("ECLOSED", "the client is closed");
            const { hostname, origin } = new URL(request.url);
            this.#dial(hostname, dialled, options);
            return pool.use(origin, request.signal, () => this.#send(request, options.tls?.()));
          },
          request.url,
        ),
      close: () =>
        this.#seam.call("http.close", () => {
          isClosed = true;
          forget();
        }),
    };
  }

  /** Connections are kept: an address is asked for when it is dialled first. */
  #dial(hostname: string, dialled: Set<string>, { allowAddress }: HttpClientOptions): void {
    const address = this.#network.addressOf(hostname);
    if (dialled.has(address)) return;
    if (allowAddress?.(address) === false)
      throw new NetworkError("HTTP_ADDRESS_REFUSED", `the address ${address} is not allowed`);
    dialled.add(address);
  }

  async #send(request: HttpRequest, tls: TlsClientOptions | undefined): Promise<VirtualHttpResponse> {
    const { status, headers, chunks, cutAfterBytes, trailers } = await this.#network.exchange(request, this.#host, tls);
    return { status, headers, body: bodyOf(this.#alive(chunks, request.url), request.signal, cutAfterBytes), trailers };
  }

  /** Each chunk of a body is a call of its own: a process may die between two. */
  async *#alive(chunks: AsyncIterable<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
    const source = chunks[Symbol.asyncIterator]();
    for (;;) {
      const next = await this.#seam.call("http.body", () => source.next(), url);
      if (next.done === true) return;
      yield next.value;
    }
  }
}

/** Lets at most so many requests an origin be under way; the others wait in order. */
class ConnectionPool {
  readonly #limit: number;
  readonly #busy = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  async use<T>(origin: string, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    const busy = this.#busy.get(origin) ?? 0;
    if (busy < this.#limit) this.#busy.set(origin, busy + 1);
    else await this.#turn(origin, signal);
    try {
      return await run();
    } finally {
      this.#pass(origin);
    }
  }

  /** Resolves when a connection was passed on to this request; whose signal fires leaves the queue. */
  async #turn(origin: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(origin) ?? [];
    this.#waiting.set(origin, waiting);
    waiting.push(resolve);
    try {
      await orAborted(promise, signal);
    } catch (reason) {
      const at = waiting.indexOf(resolve);
      if (at >= 0) waiting.splice(at, 1);
      else this.#pass(origin); // it was passed on to us in the same moment
      throw reason;
    }
  }

  #pass(origin: string): void {
    const next = this.#waiting.get(origin)?.shift();
    if (next === undefined) this.#busy.set(origin, this.#busy.get(origin)! - 1);
    else next();
  }
}

/** The servers of one process. They close with it. */
export class VirtualHttpServers implements HttpServers {
  readonly #network: VirtualNetwork;
  readonly #host: string;
  readonly #seam: VirtualSeam;
  readonly #handles: VirtualHandles;

  constructor(network: VirtualNetwork, host: string, seam: VirtualSeam, handles: VirtualHandles) {
    this.#network = network;
    this.#host = host;
    this.#seam = seam;
    this.#handles = handles;
  }

  async listen(endpoint: string, handle: ServerHandler, options: ListenOptions = {}): Promise<Listener> {
    let forget = (): void => undefined;
    // Whoever dies in the call has opened it, and leaves nothing open.
    const open = (): VirtualListener => {
      const opened = this.#network.listen(this.#host, endpoint, this.#awake(handle), options);
      forget = this.#handles.add(`listener on ${endpoint}`, () => {
        this.#network.unlisten(opened);
        opened.breakConnections();
      });
      return opened;
    };
    const listener = await this.#seam.call("servers.listen", open, endpoint);
    const stop = (): void => this.#network.unlisten(listener);
    return {
      endpoint: listener.endpoint,
      renewTls: (tls) => {
        if (listener.tls !== undefined) listener.tls = tls;
      },
      close: (signal) =>
        this.#seam.call("servers.close", async () => {
          stop();
          await idle(listener, signal);
          forget();
        }),
    };
  }

  /** The system takes connections for a stopped process, which answers them when it goes on. */
  #awake(handle: ServerHandler): ServerHandler {
    return async (request) => {
      if (this.#seam.isStopped) await this.#seam.awake();
      return handle(request);
    };
  }
}

/** Resolves when no request is under way; breaks those that are when `signal` fires. */
async function idle(listener: VirtualListener, signal: AbortSignal): Promise<void> {
  const giveUp = (): void => listener.breakConnections();
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  await listener.whenIdle();
  signal.removeEventListener("abort", giveUp);
}
