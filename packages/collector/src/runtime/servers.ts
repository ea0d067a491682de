import { createServer, type IncomingMessage, type Server, type ServerResponse as NodeResponse } from "node:http";
import { isIP, type AddressInfo } from "node:net";
import type { Body, HttpServers, ServerHandler, ServerRequest, ServerResponse } from "@genai-collector/component";

/** How patient a server is with its clients, in milliseconds. */
export interface ServerLimits {
  /** A client that sends its headers this slowly holds a connection for nothing. */
  readonly headersTimeoutMs: number;
  /** The longest that one request may take to arrive. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle between requests. */
  readonly keepAliveTimeoutMs: number;
  /** How often the first two are looked after. */
  readonly checkEveryMs: number;
}

/** HTTP servers on real sockets. */
export const systemServers: HttpServers = serversWith({
  headersTimeoutMs: 60_000,
  requestTimeoutMs: 300_000,
  keepAliveTimeoutMs: 60_000,
  checkEveryMs: 10_000,
});

/** The same with other limits. */
export function serversWith(limits: ServerLimits): HttpServers {
  const options = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: limits.checkEveryMs,
  };
  return {
    async listen(endpoint, handle) {
      const { host, port } = splitEndpoint(endpoint);
      const server = createServer(options, (request, response) => void answer(handle, request, response, server));
      await listening(server, host, port, endpoint);
      const { port: bound } = server.address() as AddressInfo;
      const shown = isIP(host) === 6 ? `[${host}]` : host;
      return { endpoint: `${shown}:${bound}`, renewTls: () => undefined, close: (signal) => close(server, signal) };
    },
  };
}

function splitEndpoint(endpoint: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^(.*):(\d{1,5})$/.exec(endpoint) ?? [];
  if (host === undefined || Number(port) > 65_535) throw new TypeError(`"${endpoint}" is not host:port`);
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

function listening(server: Server, host: string, port: number, endpoint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const why = error.code === "EADDRINUSE" ? "the address is already in use" : (error.code ?? error.message);
      reject(new Error(`cannot listen on ${endpoint}: ${why}`, { cause: error }));
    };
    server.once("error", fail);
    server.listen({ host: host === "" ? undefined : host, port }, () => {
      server.off("error", fail);
      // What goes wrong later goes wrong for one connection, and is answered there.
      server.on("error", () => undefined);
      resolve();
    });
  });
}

/** Resolves when every request under way is answered; breaks those that are left when `signal` fires. */
function close(server: Server, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const force = (): void => server.closeAllConnections();
    server.close(() => {
      signal.removeEventListener("abort", force);
      resolve();
    });
    server.closeIdleConnections();
    if (signal.aborted) force();
    else signal.addEventListener("abort", force, { once: true });
  });
}

async function answer(
  handle: ServerHandler,
  request: IncomingMessage,
  response: NodeResponse,
  server: Server,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort(new Error("the client left"));
  });
  let result: ServerResponse;
  try {
    result = await handle(requestOf(request, gone.signal));
  } catch {
    // A handler that rejects is a bug that it has logged, or could not; the client gets an answer all the same.
    result = {
      status: 500,
      headers: { "content-type": "text/plain" },
      body: [new TextEncoder().encode("internal error")],
    };
  }
  // What was not read of the request would be taken for the next one; and who closes waits for kept connections.
  write(response, result, request.complete && server.listening);
}

function write(response: NodeResponse, result: ServerResponse, keepsConnection: boolean): void {
  if (response.destroyed) return;
  if (!Array.isArray(result.body)) throw new TypeError("HTTP/1.1 answers are whole");
  const parts = result.body as readonly Uint8Array[];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const closing = keepsConnection ? {} : { connection: "close" };
  response.cork();
  response.writeHead(result.status, { ...result.headers, ...closing, "content-length": length });
  for (const part of parts) response.write(part);
  response.end();
  response.uncork();
}

function requestOf(request: IncomingMessage, signal: AbortSignal): ServerRequest {
  const { remoteAddress = "", remotePort = 0 } = request.socket;
  return {
    method: request.method ?? "GET",
    url: request.url ?? "/",
    headers: headersOf(request),
    signal,
    peer: `${remoteAddress}:${remotePort}`,
    body: bodyOf(request),
  };
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values !== undefined) headers[name] = values.join(", ");
  }
  return headers;
}

function bodyOf(request: IncomingMessage): Body {
  return {
    [Symbol.asyncIterator]: () => request[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>,
    read: (limit) => readAll(request, limit),
  };
}

/** One buffer of the whole body: of its announced length where there is one, so that nothing is copied twice. */
async function readAll(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        request.pause();
        reject(new RangeError(`more than ${limit} bytes`));
      }
    });
    request.once("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)));
    request.once("error", reject);
    request.once("aborted", () => reject(new Error("the client left within the body")));
  });
}
