import type { HttpClient, HttpClientOptions, HttpClients, HttpRequest, HttpResponse } from "@genai-collector/component";
import { proxyFromEnvironment } from "@genai-collector/config/http-client/proxy";

/** HTTP over real sockets. The library is loaded with the first request: it is a fifth of what a start takes up. */
export const systemHttpClients: HttpClients = {
  open(options) {
    // What only a human can mend is told at the start.
    if (options.proxyUrl === undefined) proxyFromEnvironment(process.env);
    return new LateClient(options);
  },
};

class LateClient implements HttpClient {
  readonly #options: HttpClientOptions;
  #opening: Promise<HttpClient> | undefined;
  #client: HttpClient | undefined;
  #isClosed = false;

  constructor(options: HttpClientOptions) {
    this.#options = options;
  }

  request(request: HttpRequest): Promise<HttpResponse> {
    return this.#client === undefined ? this.#requestFirst(request) : this.#client.request(request);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await (await this.#opening)?.close();
  }

  async #requestFirst(request: HttpRequest): Promise<HttpResponse> {
    if (this.#isClosed) throw new Error("the HTTP client is closed");
    this.#opening ??= this.#open();
    return (await this.#opening).request(request);
  }

  async #open(): Promise<HttpClient> {
    const { undiciClients } = await import("@genai-collector/config/http-client/transport");
    this.#client = undiciClients.open(this.#options);
    return this.#client;
  }
}
