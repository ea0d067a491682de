import { createServer as createPlain, type Server, type Socket } from "node:net";
import { createServer as createSecure, type Server as SecureServer } from "node:tls";
import type { Listener, ListenOptions, ServerHandler, TlsServerOptions } from "@genai-collector/component";
import { Roster } from "../roster.ts";
import { listenOn } from "../server-address.ts";
import type { ServerLimits } from "../server-limits.ts";
import { renewTls, secureOptions } from "../server-tls.ts";
import { AnswerWriter } from "./answer-writer.ts";
import type { ConnectionContext } from "./connection-context.ts";
import { Http1Connection } from "./http1-connection.ts";

/** HTTP/1.1 (RFC 9112) on sockets, with and without TLS. */
export class Http1Server implements Listener {
  readonly #context: ConnectionContext;
  readonly #server: Server | SecureServer;
  /** All that are open, those that still shake hands among them. */
  readonly #sockets = new Roster<Socket>();
  readonly #connections = new Roster<Http1Connection>();
  #checking: NodeJS.Timeout | undefined;
  #isClosing = false;
  #endpoint = "";

  constructor(handle: ServerHandler, limits: ServerLimits, options: ListenOptions) {
    const writer = new AnswerWriter(limits.keepAliveTimeoutMs);
    this.#context = { handle, limits, writer, keepsAlive: options.keepsAlive ?? true };
    this.#server = createServer(limits, options.tls);
    if (options.maxConnections !== undefined) this.#server.maxConnections = options.maxConnections;
    this.#server.on("connection", (socket: Socket) => keep(this.#sockets, socket, socket));
    this.#server.on(options.tls === undefined ? "connection" : "secureConnection", (socket: Socket) =>
      this.#serve(socket),
    );
    // Who does not shake hands as it should is told by TLS, if by anybody.
    this.#server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
  }

  get endpoint(): string {
    return this.#endpoint;
  }

  async listen(endpoint: string, options: ListenOptions): Promise<this> {
    this.#endpoint = await listenOn(this.#server, endpoint, options);
    this.#checking = setInterval(() => this.#check(), checkEveryMs(this.#context.limits)).unref();
    return this;
  }

  renewTls(tls: TlsServerOptions): void {
    if ("setSecureContext" in this.#server) renewTls(this.#server, tls);
  }

  close(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const force = (): void => {
      for (const socket of this.#sockets.values()) socket.destroy();
    };
    this.#server.close(() => {
      clearInterval(this.#checking);
      signal.removeEventListener("abort", force);
      resolve();
    });
    this.#isClosing = true;
    for (const connection of this.#connections.values()) connection.stop();
    if (signal.aborted) force();
    else signal.addEventListener("abort", force, { once: true });
    return promise;
  }

  #serve(socket: Socket): void {
    // Who has said all there is to say may still read: from here on closing is each connection's own affair.
    socket.allowHalfOpen = true;
    const connection = new Http1Connection(socket, this.#context);
    keep(this.#connections, connection, socket);
    // It shook hands while the server closed.
    if (this.#isClosing) connection.stop();
  }

  #check(): void {
    const now = performance.now();
    for (const connection of this.#connections.values()) connection.check(now);
  }
}

function keep<T>(roster: Roster<T>, value: T, socket: Socket): void {
  const entry = roster.add(value);
  socket.once("close", () => roster.delete(entry));
}

function checkEveryMs({ checkEveryMs, keepAliveTimeoutMs }: ServerLimits): number {
  return keepAliveTimeoutMs === 0 ? checkEveryMs : Math.min(checkEveryMs, Math.max(10, keepAliveTimeoutMs / 4));
}

function createServer(limits: ServerLimits, tls: TlsServerOptions | undefined): Server | SecureServer {
  if (tls === undefined) return createPlain({ noDelay: true });
  return createSecure({
    noDelay: true,
    ...secureOptions(tls),
    ALPNProtocols: ["http/1.1"],
    handshakeTimeout: limits.headersTimeoutMs || 120_000,
  });
}
