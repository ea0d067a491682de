import { Agent, type buildConnector } from "undici";
import type { Dialler } from "./transport-dial.ts";
import type { Proxy } from "./proxy.ts";
import type { Route } from "./transport-route.ts";
import { ConnectTunnels, proxyHeaders, socksTunnel, type Tunnel } from "./transport-tunnel.ts";

export interface ProxiedSettings {
  readonly agent: Agent.Options;
  /** Makes connections to the proxy. */
  readonly toProxy: Dialler;
  /** Encrypts to the target, inside a tunnel. */
  readonly overTunnel: Dialler;
  /** Rejects where a host may not be reached. */
  readonly check: (hostname: string) => Promise<void>;
}

/** The pools behind one proxy: tunnels for https, and for everything where it is a SOCKS proxy; else plain requests. */
export class ProxiedDispatchers {
  readonly #proxy: Proxy;
  readonly #settings: ProxiedSettings;
  readonly #forward: Agent;
  readonly #tunnelled: Agent;
  readonly #tunnels: ConnectTunnels | undefined;

  constructor(proxy: Proxy, settings: ProxiedSettings) {
    this.#proxy = proxy;
    this.#settings = settings;
    const { agent, toProxy } = settings;
    this.#forward = new Agent({ ...agent, connect: toProxy.connect });
    this.#tunnels = proxy.protocol === "socks5:" ? undefined : new ConnectTunnels(proxy, toProxy.connect);
    const tunnel = this.#tunnels?.open ?? socksTunnel(proxy, toProxy.connect);
    this.#tunnelled = new Agent({ ...agent, connect: this.#through(tunnel) });
  }

  route(url: URL, hostname: string, path: string): Route {
    if (url.protocol === "https:" || this.#proxy.protocol === "socks5:")
      return { dispatcher: this.#tunnelled, origin: url.origin, path, isPlain: false };
    return {
      dispatcher: this.#forward,
      origin: this.#proxy.origin,
      path: url.origin + path,
      headers: { host: url.host, ...proxyHeaders(this.#proxy) },
      check: () => this.#settings.check(hostname),
      isPlain: false,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#forward.destroy(), this.#tunnelled.destroy(), this.#tunnels?.close()]);
  }

  /** Dials the target through the proxy: checked, tunnelled, and encrypted where it is https. */
  #through(tunnel: Tunnel): buildConnector.connector {
    const open = async (target: buildConnector.Options, callback: buildConnector.Callback): Promise<void> => {
      const isEncrypted = target.protocol === "https:";
      try {
        await this.#settings.check(target.hostname);
        const socket = await tunnel(target.hostname, Number(target.port || (isEncrypted ? 443 : 80)));
        if (isEncrypted) this.#settings.overTunnel.connect({ ...target, httpSocket: socket }, callback);
        else callback(null, socket);
      } catch (error) {
        callback(error as Error, null);
      }
    };
    return (target, callback) => void open(target, callback);
  }
}
