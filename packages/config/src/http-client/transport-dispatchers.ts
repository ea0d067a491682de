import type { HttpClientOptions } from "@genai-collector/component";
import { isIP, type LookupFunction } from "node:net";
import { Agent } from "undici";
import { Dialler } from "./transport-dial.ts";
import { addressRefused, checkResolved, guardedLookup, type Resolve } from "./transport-lookup.ts";
import { oneProxy, proxyFromEnvironment, type ProxyFor } from "./proxy.ts";
import { ProxiedDispatchers } from "./transport-proxied.ts";
import type { Route } from "./transport-route.ts";

/** As otelcol's: longer than the usual minute between two polls. */
const defaultIdleMs = 90_000;
/** As Go's. */
const defaultPingTimeoutMs = 15_000;
/** The longest that a timer takes: for ever. */
const longestMs = 2 ** 31 - 1;

/** The pools of one client: one that dials by itself, and those behind proxies. */
export class Dispatchers {
  readonly #direct: Agent;
  readonly #proxied = new Map<string, ProxiedDispatchers>();
  readonly #proxyFor: ProxyFor;
  readonly #allowAddress: (ip: string) => boolean;
  readonly #lookup: LookupFunction;
  readonly #options: HttpClientOptions;
  readonly #agentOptions: Agent.Options;

  constructor(options: HttpClientOptions, resolve: Resolve | undefined) {
    this.#options = options;
    this.#allowAddress = options.allowAddress ?? (() => true);
    this.#lookup = guardedLookup(this.#allowAddress, resolve);
    this.#proxyFor = options.proxyUrl === undefined ? proxyFromEnvironment(process.env) : oneProxy(options.proxyUrl);
    this.#agentOptions = agentOptions(options);
    this.#direct = new Agent({
      ...this.#agentOptions,
      connect: this.#dialler(allowsHttp2(options), this.#lookup).connect,
    });
  }

  /** Throws where the URL's own address may not be reached. */
  route(url: URL): Route {
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    // A literal address is dialled without being looked up.
    if (isIP(hostname) !== 0 && !this.#allowAddress(hostname)) throw addressRefused(hostname);
    const path = url.pathname + url.search;
    const proxy = this.#proxyFor(url);
    if (proxy === undefined)
      return { dispatcher: this.#direct, origin: url.origin, path, isPlain: url.protocol === "http:" };
    let proxied = this.#proxied.get(proxy.origin);
    if (proxied === undefined) {
      // The proxy is the operator's choice, wherever it is; what is asked of it is checked.
      // HTTP/2 is for the target: whole URLs and tunnels are asked for in HTTP/1.1.
      const [toProxy, overTunnel] = [this.#dialler(false), this.#dialler(allowsHttp2(this.#options))];
      const check = (target: string): Promise<void> => this.#check(target);
      proxied = new ProxiedDispatchers(proxy, { agent: this.#agentOptions, toProxy, overTunnel, check });
      this.#proxied.set(proxy.origin, proxied);
    }
    return proxied.route(url, hostname, path);
  }

  /** Idle connections end at once; requests under way are given up. */
  async close(): Promise<void> {
    await Promise.all([this.#direct.destroy(), ...Array.from(this.#proxied.values(), (proxied) => proxied.close())]);
  }

  #dialler(offersHttp2: boolean, lookup?: LookupFunction): Dialler {
    const { tls, pingAfterMs, pingTimeoutMs = defaultPingTimeoutMs } = this.#options;
    const maxSilenceMs = pingAfterMs === undefined ? undefined : pingAfterMs + pingTimeoutMs;
    return new Dialler({ lookup, tls, allowsHttp2: offersHttp2, maxSilenceMs });
  }

  /** A proxy looks up by itself: the name is looked up here as well, and checked. */
  async #check(hostname: string): Promise<void> {
    if (isIP(hostname) === 0) await checkResolved(hostname, this.#lookup);
  }
}

function agentOptions(options: HttpClientOptions): Agent.Options {
  const idleMs = Math.min(options.idleTimeoutMs ?? defaultIdleMs, longestMs);
  return {
    connections: options.connections ?? null,
    // 0 has each request end its connection.
    pipelining: idleMs === 0 ? 0 : 1,
    keepAliveTimeout: idleMs || 1,
    // A server that announces a shorter time is believed, one that announces a longer time is not.
    keepAliveMaxTimeout: idleMs || 1,
    // Deadlines are the caller's: a slow answer is not an error of the transport.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: allowsHttp2(options),
    h2Options: { pingInterval: Math.min(options.pingAfterMs ?? 0, longestMs) },
  };
}

/** A connection for each request is none of HTTP/2. */
function allowsHttp2({ allowsHttp2: isAllowed, idleTimeoutMs }: HttpClientOptions): boolean {
  return isAllowed === true && idleTimeoutMs !== 0;
}
