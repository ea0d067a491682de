import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type Http2Server as PlainServer,
} from "node:http2";
import type { Socket } from "node:net";
import type { Listener, ListenOptions, ServerHandler, TlsServerOptions } from "@genai-collector/component";
import { Http2Connection } from "./http2-connection.ts";
import { http2Settings, nodeHttp2Options, type Http2Settings } from "./http2-settings.ts";
import { OpenSockets } from "./open-sockets.ts";
import { listenOn } from "./server-address.ts";
import type { ServerLimits } from "./server-limits.ts";
import { renewTls, secureOptions } from "./server-tls.ts";

/** HTTP/2 alone, on `node:http2`: with prior knowledge, or over TLS by ALPN. */
export class Http2Server implements Listener {
  readonly #handle: ServerHandler;
  readonly #settings: Http2Settings;
  readonly #server: PlainServer | Http2SecureServer;
  readonly #sockets = new OpenSockets();
  readonly #connections = new Set<Http2Connection>();
  /** Whose session begins next. */
  #arriving: Socket | undefined;
  readonly #checks: NodeJS.Timeout;
  #isClosing = false;
  #endpoint = "";

  constructor(handle: ServerHandler, limits: ServerLimits, options: ListenOptions) {
    this.#handle = handle;
    this.#settings = http2Settings(limits, options.http2);
    this.#server = createHttp2(this.#settings, options.tls);
    if (options.maxConnections !== undefined) this.#server.maxConnections = options.maxConnections;
    this.#server.on("connection", (socket: Socket) => this.#sockets.add(socket));
    // Sessions begin within this event, and keep the socket to themselves.
    const arrival = options.tls === undefined ? "connection" : "secureConnection";
    this.#server.prependListener(arrival, (socket: Socket) => (this.#arriving = socket));
    this.#server.on("session", (session: ServerHttp2Session) => this.#welcome(session));
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
    if ("setSecureContext" in this.#server) renewTls(this.#server, tls);
  }

  async close(signal: AbortSignal): Promise<void> {
    this.#isClosing = true;
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    for (const connection of this.#connections) connection.drain();
    const force = (): void => this.#force();
    if (signal.aborted) force();
    else signal.addEventListener("abort", force, { once: true });
    await closed.promise;
    signal.removeEventListener("abort", force);
    clearInterval(this.#checks);
  }

  #welcome(session: ServerHttp2Session): void {
    const connection = new Http2Connection(session, this.#arriving!, this.#handle, this.#settings);
    this.#arriving = undefined;
    this.#connections.add(connection);
    session.once("close", () => this.#connections.delete(connection));
    if (this.#isClosing) connection.drain();
  }

  #check(): void {
    for (const connection of this.#connections) connection.check();
  }

  #force(): void {
    for (const connection of this.#connections) connection.destroy();
    this.#sockets.destroy();
  }
}

function createHttp2(settings: Http2Settings, tls: TlsServerOptions | undefined): PlainServer | Http2SecureServer {
  const options = nodeHttp2Options(settings);
  if (tls === undefined) return createServer(options);
  const handshakeTimeout = settings.limits.headersTimeoutMs || 120_000;
  return createSecureServer({ ...options, ...secureOptions(tls), handshakeTimeout });
}
