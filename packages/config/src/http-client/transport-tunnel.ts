import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Pool, type buildConnector } from "undici";
import { connectTimeoutMs } from "./transport-dial.ts";
import type { Proxy } from "./proxy.ts";
import { socksConnect } from "./transport-socks.ts";

type Connector = buildConnector.connector;

/** Way to a target through a proxy: a socket that leads there. */
export type Tunnel = (hostname: string, port: number) => Promise<Socket>;

/** What a proxy is told of who asks it. */
export function proxyHeaders({ username, password }: Proxy): Readonly<Record<string, string>> {
  if (username === "" && password === "") return {};
  return { "proxy-authorization": `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}

/** Tunnels of an HTTP proxy, asked for with CONNECT; `dial` makes the connections to it. */
export class ConnectTunnels {
  readonly #pool: Pool;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(proxy: Proxy, dial: Connector) {
    this.#headers = proxyHeaders(proxy);
    this.#pool = new Pool(proxy.origin, { connect: dial, allowH2: false, headersTimeout: connectTimeoutMs });
  }

  readonly open: Tunnel = async (hostname, port) => {
    const authority = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
    const headers = { host: authority, ...this.#headers };
    const { socket, statusCode } = await this.#pool.connect({ path: authority, headers }).catch(failed);
    if (statusCode === 200) return socket as Socket;
    socket.on("error", () => undefined).destroy();
    throw proxyError(`EPROXY${statusCode}`);
  };

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

/** Tunnels of a SOCKS proxy. */
export function socksTunnel(proxy: Proxy, dial: Connector): Tunnel {
  return async (hostname, port) => {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const target = { hostname: proxy.hostname, protocol: "http:", port: String(proxy.port) };
      dial(target, (error, made) => (error === null ? resolve(made) : reject(error)));
    });
    try {
      await socksConnect(socket, proxy, hostname, port, connectTimeoutMs);
      return socket;
    } catch (error) {
      socket.on("error", () => undefined).destroy();
      throw error;
    }
  };
}

/**
 * An error of a dial, by the code that may be shown. Never one of undici's: it takes a socket's error at a dial for one
 * that a new dial may mend at once, and would dial for ever.
 */
export function proxyError(code: string, cause?: unknown): Error {
  return Object.assign(new Error(`the proxy did not connect: ${code}`, { cause }), { code });
}

function failed(error: unknown): never {
  const code = (error as { readonly code?: unknown }).code;
  throw typeof code === "string" && !code.startsWith("UND_") ? error : proxyError("EPROXYFAILED", error);
}
