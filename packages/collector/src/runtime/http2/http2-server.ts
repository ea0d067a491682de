import { createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer, type TLSSocket } from "node:tls";
import type { Listener, ListenOptions, ServerHandler, TlsServerOptions } from "@genai-collector/component";
import { OpenSockets } from "../open-sockets.ts";
import { Roster } from "../roster.ts";
import { listenOn } from "../server-address.ts";
import type { ServerLimits } from "../server-limits.ts";
import { renewTls, secureOptions } from "../server-tls.ts";
import { AnswerEncoder } from "./answer-encoder.ts";
import { Http2Connection } from "./http2-connection.ts";
import { http2Settings } from "./http2-settings.ts";
import type { SessionTools } from "./session.ts";
import { SharedTurn } from "./shared-turn.ts";

/** HTTP/2 alone (RFC 9113): with prior knowledge, or over TLS by ALPN. */
export class Http2Server implements Listener {
  readonly #tools: SessionTools;
  readonly #server: Server;
  readonly #sockets = new OpenSockets();
  readonly #connections = new Roster<Http2Connection>();
  readonly #turnEnd = new SharedTurn();
  readonly #checks: NodeJS.Timeout;
  #isClosing = false;
  #endpoint = "";

  constructor(handle: ServerHandler, limits: ServerLimits, options: ListenOptions) {
    this.#tools = { handle, settings: http2Settings(limits, options.http2), encoder: new AnswerEncoder() };
    this.#server = options.tls === undefined ? this.#plain() : this.#secure(options.tls, limits);
    if (options.maxConnections !== undefined) this.#server.maxConnections = options.maxConnections;
    this.#server.on("connection", (socket: Socket) => this.#sockets.add(socket));
    this.#checks = setInterval(() => this.#check(), limits.checkEveryMs).unref();
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  async listen(endpoint: string, options: ListenOptions): Promise<this> {
    try {
      this.#endpoint = await listenOn(this.#server, endpoint, options);
      return this;
    } catch (error) {
      clearInterval(this.#checks);
      throw error;
    }
  }

  renewTls(tls: TlsServerOptions): void {
    if ("setSecureContext" in this.#server) renewTls(this.#server as SecureServer, tls);
  }

  async close(signal: AbortSignal): Promise<void> {
    this.#isClosing = true;
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    for (const connection of this.#connections.values()) connection.drain();
    const force = (): void => this.#force();
    if (signal.aborted) force();
    else signal.addEventListener("abort", force, { once: true });
    await closed.promise;
    signal.removeEventListener("abort", force);
    clearInterval(this.#checks);
  }

  #plain(): Server {
    return createServer({ noDelay: true }, (socket) => this.#welcome(socket));
  }

  #secure(tls: TlsServerOptions, limits: ServerLimits): SecureServer {
    const handshakeTimeout = limits.headersTimeoutMs || 120_000;
    const options = { ...secureOptions(tls), ALPNProtocols: ["h2"], noDelay: true, handshakeTimeout };
    const server = createSecureServer(options, (socket) => {
      // Who did not ask for HTTP/2 does not speak it.
      if (socket.alpnProtocol === "h2") this.#welcome(socket);
      else refuse(socket);
    });
    // Of a handshake that failed, or took too long.
    return server.on("tlsClientError", (_error, socket) => refuse(socket));
  }

  #welcome(socket: Socket): void {
    const connection = new Http2Connection(socket, this.#tools, this.#turnEnd);
    const entry = this.#connections.add(connection);
    socket.once("close", () => this.#connections.delete(entry));
    if (this.#isClosing) connection.drain();
  }

  #check(): void {
    for (const connection of this.#connections.values()) connection.check();
  }

  #force(): void {
    for (const connection of this.#connections.values()) connection.destroy();
    this.#sockets.destroy();
  }
}

type SecureServer = ReturnType<typeof createSecureServer>;

function refuse(socket: TLSSocket): void {
  socket.on("error", () => undefined);
  socket.destroy();
}
