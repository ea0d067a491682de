import type { IncomingMessage, Server, ServerResponse as NodeResponse } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { Socket } from "node:net";
import type {
  Listener,
  ListenOptions,
  ServerHandler,
  ServerResponse,
  TlsServerOptions,
} from "@genai-collector/component";
import { Http1Request } from "./http1-request.ts";
import { internalError, writeHttp1 } from "./http1-response.ts";
import { OpenSockets } from "./open-sockets.ts";
import { listenOn } from "./server-address.ts";
import type { ServerLimits } from "./server-limits.ts";
import { renewTls, secureOptions } from "./server-tls.ts";

// An import of `node:http` would read everything that it exports, and with it load a web client that nobody uses here.
const { createServer: createPlain } = process.getBuiltinModule("node:http");
const { createServer: createSecure } = process.getBuiltinModule("node:https");

/** HTTP/1.1 on `node:http`, which parses, frames, and ends what is malformed or late. */
export class Http1Server implements Listener {
  readonly #handle: ServerHandler;
  readonly #limits: ServerLimits;
  readonly #keepsAlive: boolean;
  readonly #server: Server | SecureServer;
  readonly #sockets = new OpenSockets();
  /** Connections on which nothing was asked so far. */
  readonly #unused = new OpenSockets();
  #endpoint = "";

  constructor(handle: ServerHandler, limits: ServerLimits, options: ListenOptions) {
    this.#handle = handle;
    this.#limits = limits;
    this.#keepsAlive = options.keepsAlive ?? true;
    this.#server = createServer(limits, options.tls);
    if (options.maxConnections !== undefined) this.#server.maxConnections = options.maxConnections;
    this.#server.on("connection", (socket: Socket) => this.#sockets.add(socket));
    this.#server.on(options.tls === undefined ? "connection" : "secureConnection", (socket: Socket) =>
      this.#unused.add(socket),
    );
    this.#server.on("request", (request, response) => void this.#answer(request, response, false));
    this.#server.on("checkContinue", (request, response) => void this.#answer(request, response, true));
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  async listen(endpoint: string, options: ListenOptions): Promise<this> {
    this.#endpoint = await listenOn(this.#server, endpoint, options);
    return this;
  }

  renewTls(tls: TlsServerOptions): void {
    if ("setSecureContext" in this.#server) renewTls(this.#server, tls);
  }

  close(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const force = (): void => this.#sockets.destroy();
    this.#server.close(() => {
      signal.removeEventListener("abort", force);
      resolve();
    });
    this.#server.closeIdleConnections();
    this.#unused.destroy((socket) => socket.bytesRead === 0);
    if (signal.aborted) force();
    else signal.addEventListener("abort", force, { once: true });
    return promise;
  }

  async #answer(request: IncomingMessage, response: NodeResponse, awaitsContinue: boolean): Promise<void> {
    this.#unused.delete(request.socket);
    let answer: ServerResponse;
    try {
      answer = await this.#handle(new Http1Request(request, response, awaitsContinue));
    } catch {
      // A handler that rejects is a bug that it has logged, or could not; the client gets an answer all the same.
      answer = internalError;
    }
    if (!response.destroyed) this.#write(request, response, answer);
  }

  #write(request: IncomingMessage, response: NodeResponse, answer: ServerResponse): void {
    // What was not read of the request would be taken for the next one; and who closes waits for kept connections.
    const keepsConnection = this.#keepsAlive && request.complete && this.#server.listening;
    try {
      writeHttp1(response, answer, keepsConnection);
    } catch {
      // A status or a field that HTTP does not know: a bug, too.
      if (response.headersSent) response.destroy();
      else writeHttp1(response, internalError, false);
    }
    this.#watchWriting(response);
  }

  /** Ends the connection of a client that takes nothing of its answer. */
  #watchWriting(response: NodeResponse): void {
    const { socket } = response;
    if (socket === null || socket.writableLength === 0 || this.#limits.writeTimeoutMs === 0) return;
    response.setTimeout(this.#limits.writeTimeoutMs, () => socket.destroy());
  }
}

function createServer(limits: ServerLimits, tls: TlsServerOptions | undefined): Server | SecureServer {
  const options = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    // The time between what clients are told and what is done: a request that is on its way then still arrives.
    keepAliveTimeoutBuffer: Math.min(1_000, limits.keepAliveTimeoutMs),
    connectionsCheckingInterval: limits.checkEveryMs,
    noDelay: true,
  };
  if (tls === undefined) return createPlain(options);
  return createSecure({ ...options, ...secureOptions(tls), handshakeTimeout: limits.headersTimeoutMs || 120_000 });
}
