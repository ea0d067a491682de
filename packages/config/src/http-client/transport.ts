import type {
  Body,
  HttpClient,
  HttpClientOptions,
  HttpClients,
  HttpRequest,
  HttpResponse,
} from "@genai-collector/component";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { Dispatchers } from "./transport-dispatchers.ts";
import { addressRefused, checkResolved, guardedLookup, type Resolve } from "./transport-lookup.ts";

/** A dial that takes longer is given up, though nobody's deadline has passed. */
const connectTimeoutMs = 10_000;
/** As otelcol's: longer than the usual minute between two polls. */
const idleTimeoutMs = 90_000;

/** HTTP over real sockets: the clients of the real runtime. HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured. */
export const undiciClients: HttpClients = undiciClientsWith();

/** The same with another way to look names up; the operating system's when absent. */
export function undiciClientsWith(resolve?: Resolve): HttpClients {
  return { open: (options) => new UndiciClient(options, resolve) };
}

class UndiciClient implements HttpClient {
  readonly #dispatchers: Dispatchers;
  readonly #allowAddress: (ip: string) => boolean;
  readonly #lookup: LookupFunction;

  constructor(options: HttpClientOptions, resolve: Resolve | undefined) {
    this.#allowAddress = options.allowAddress ?? (() => true);
    this.#lookup = guardedLookup(this.#allowAddress, resolve);
    this.#dispatchers = new Dispatchers({
      connections: options.connections ?? null,
      connect: { lookup: this.#lookup, timeout: connectTimeoutMs },
      keepAliveTimeout: idleTimeoutMs,
      // Deadlines are the caller's: a slow answer is not an error of the transport.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  request(request: HttpRequest): Promise<HttpResponse> {
    return orAborted(this.#exchange(request), request.signal);
  }

  close(): Promise<void> {
    return this.#dispatchers.close();
  }

  async #exchange(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url);
    const dispatcher = await this.#dispatcherOf(url.hostname.replace(/^\[|\]$/g, ""));
    const body = request.body ?? [];
    const length = body.reduce((sum, part) => sum + part.length, 0);
    const response = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: length > 0 ? { ...request.headers, "content-length": String(length) } : request.headers,
      body: length === 0 ? null : body.length === 1 ? body[0]! : Readable.from(body, { objectMode: false }),
      signal: request.signal,
    });
    return { status: response.statusCode, headers: joined(response.headers), body: bodyOf(response.body) };
  }

  /** Rejects where the address may not be reached, so far as it is not checked when the socket is connected. */
  async #dispatcherOf(hostname: string): Promise<Dispatcher> {
    const { dispatcher, isProxied } = this.#dispatchers.of(hostname);
    // A literal address is dialled without being looked up, and a proxy looks up by itself.
    if (isIP(hostname) !== 0) {
      if (!this.#allowAddress(hostname)) throw addressRefused(hostname);
    } else if (isProxied) await checkResolved(hostname, this.#lookup);
    return dispatcher;
  }
}

/** The outcome of `work`, or the signal's reason as soon as it fires: lookups and dials do not listen to it. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined); // when the signal wins, nobody else looks at the outcome
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

function bodyOf(stream: Dispatcher.ResponseData["body"]): Body {
  return {
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>,
    async read(limit) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      // Leaving the loop early ends the connection: what is left of a body that is too long is not waited for.
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > limit) throw new RangeError(`more than ${limit} bytes`);
        chunks.push(chunk);
      }
      return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
    },
  };
}
