import type { HttpClient, HttpClientOptions, HttpClients, HttpRequest, HttpResponse } from "@genai-collector/component";
import type { Dispatcher } from "undici";
import { Dispatchers } from "./transport-dispatchers.ts";
import { Exchange } from "./transport-exchange.ts";
import { KeptConnections } from "./transport-kept.ts";
import type { Resolve } from "./transport-lookup.ts";
import { requestBody, totalBytes } from "./transport-request-body.ts";
import type { Route } from "./transport-route.ts";
import { UrlCache } from "./url-cache.ts";

/**
 * HTTP over real sockets: the clients of the real runtime. HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured where no
 * proxy is given.
 */
export const undiciClients: HttpClients = undiciClientsWith();

/** The same with another way to look names up; the operating system's when absent. */
export function undiciClientsWith(resolve?: Resolve): HttpClients {
  return { open: (options) => new UndiciClient(options, resolve) };
}

class UndiciClient implements HttpClient {
  readonly #dispatchers: Dispatchers;
  readonly #routes: UrlCache<Route>;
  readonly #kept: KeptConnections;

  constructor(options: HttpClientOptions, resolve: Resolve | undefined) {
    this.#dispatchers = new Dispatchers(options, resolve);
    this.#routes = new UrlCache((url) => this.#dispatchers.route(new URL(url)));
    this.#kept = new KeptConnections(options);
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    request.signal.throwIfAborted();
    const route = this.#routes.get(request.url);
    const isKept = this.#kept.tryKeep(route.origin);
    const exchange = new Exchange(request.signal, () => {
      if (isKept) this.#kept.release(route.origin);
    });
    const send = (): unknown => route.dispatcher.dispatch(dispatchOptions(route, request, isKept), exchange);
    if (route.check === undefined) send();
    else route.check().then(send, (error: unknown) => exchange.onResponseError(undefined, error as Error));
    return exchange.answer;
  }

  close(): Promise<void> {
    return this.#dispatchers.close();
  }
}

function dispatchOptions(route: Route, request: HttpRequest, isKept: boolean): Dispatcher.DispatchOptions {
  const { body: parts = [] } = request;
  const total = totalBytes(parts);
  let { headers } = request;
  if (route.headers !== undefined) headers = { ...route.headers, ...headers };
  // Of a single part undici tells the length by itself.
  if (parts.length > 1) headers = { ...headers, "content-length": String(total) };
  return {
    origin: route.origin,
    path: route.path,
    method: request.method,
    headers,
    // undici takes iterables, too; its types leave them out.
    body: requestBody(parts, total, route.isPlain) as Uint8Array | null,
    // undefined leaves it to the pool.
    ...(isKept ? {} : { reset: true }),
  };
}
