import type {
  Body,
  HttpClient,
  HttpClientOptions,
  HttpClients,
  HttpRequest,
  HttpResponse,
} from "@genai-collector/component";
import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";

const proxyVariables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"];

/** HTTP over real sockets: the clients of the real runtime. HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured. */
export const undiciClients: HttpClients = { open: (options) => new UndiciClient(options) };

class UndiciClient implements HttpClient {
  readonly #dispatcher: Dispatcher;
  readonly #allowAddress: (ip: string) => boolean;

  constructor(options: HttpClientOptions) {
    this.#allowAddress = options.allowAddress ?? (() => true);
    const agentOptions: Agent.Options = {
      connections: options.connections ?? null,
      connect: { lookup: guardedLookup(this.#allowAddress) },
      // Deadlines are the caller's: a slow answer is not an error of the transport.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    const hasProxy = proxyVariables.some((name) => (process.env[name] ?? "") !== "");
    this.#dispatcher = hasProxy ? new EnvHttpProxyAgent(agentOptions) : new Agent(agentOptions);
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    const url = new URL(request.url);
    const literal = url.hostname.replace(/^\[|\]$/g, "");
    // A literal address is dialled without being looked up.
    if (isIP(literal) !== 0 && !this.#allowAddress(literal)) throw addressRefused(literal);
    const body = request.body ?? [];
    const length = body.reduce((sum, part) => sum + part.length, 0);
    const response = await this.#dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: length > 0 ? { ...request.headers, "content-length": String(length) } : request.headers,
      body: length === 0 ? null : body.length === 1 ? body[0]! : Readable.from(body, { objectMode: false }),
      signal: request.signal,
    });
    return { status: response.statusCode, headers: joined(response.headers), body: bodyOf(response.body) };
  }

  /** Idle connections end at once; requests under way are given up. */
  close(): Promise<void> {
    return this.#dispatcher.destroy();
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
      for await (const chunk of stream as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > limit) {
          stream.destroy();
          throw new RangeError(`more than ${limit} bytes`);
        }
        chunks.push(chunk);
      }
      return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
    },
  };
}

/** Looks names up and refuses the connection when any of the addresses is not allowed. */
function guardedLookup(allow: (ip: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const bad = addresses.find(({ address }) => !allow(address));
      if (bad !== undefined) callback(addressRefused(bad.address), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

function addressRefused(address: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`the address ${address} may not be reached`), { code: "HTTP_ADDRESS_REFUSED" });
}
