import { CollectorError } from "@genai-collector/component";
import { ipBlock, isIn, tryParseIp, type IpAddress, type IpBlock } from "./ip-address.ts";
import { normalHost } from "./host-name.ts";

/** A proxy: HTTP and HTTPS are asked in HTTP, SOCKS in its version 5. */
export interface Proxy {
  readonly protocol: "http:" | "https:" | "socks5:";
  /** Without credentials. */
  readonly origin: string;
  readonly hostname: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** Which proxy stands between here and the host of a URL. */
export type ProxyFor = (url: URL) => Proxy | undefined;

const defaultPorts = { "http:": 80, "https:": 443, "socks5:": 1080 } as const;
const protocols: Readonly<Record<string, Proxy["protocol"]>> = {
  "http:": "http:",
  "https:": "https:",
  "socks5:": "socks5:",
  "socks5h:": "socks5:",
};

/** One proxy for everything, as `proxy_url` says. Throws `HTTP_BAD_PROXY`, which does not quote it. */
export function oneProxy(url: string): ProxyFor {
  const proxy = parseProxy(url);
  if (proxy === undefined) throw badProxy("the proxy's URL is none");
  return () => proxy;
}

/** Whether `oneProxy` takes it. */
export function isProxyUrl(url: string): boolean {
  return parseProxy(url) !== undefined;
}

/**
 * HTTP_PROXY for http, HTTPS_PROXY for https, NO_PROXY for what is dialled directly; in either case, as otelcol and Go
 * read them. Loopback is always dialled directly: the proxy's loopback is another. Throws `HTTP_BAD_PROXY`.
 */
export function proxyFromEnvironment(env: Readonly<Record<string, string | undefined>>): ProxyFor {
  const read = (name: string): string => env[name] || env[name.toLowerCase()] || "";
  const proxies = { "http:": environmentProxy(read("HTTP_PROXY")), "https:": environmentProxy(read("HTTPS_PROXY")) };
  const exceptions = read("NO_PROXY")
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .map(exceptionOf);
  return (url) => {
    const proxy = proxies[url.protocol as "http:" | "https:"];
    if (proxy === undefined) return undefined;
    const target = targetOf(url);
    return isLoopback(target) || exceptions.some((covers) => covers(target)) ? undefined : proxy;
  };
}

function environmentProxy(value: string): Proxy | undefined {
  if (value === "") return undefined;
  const proxy = parseProxy(value.includes("://") ? value : `http://${value}`);
  if (proxy !== undefined) return proxy;
  throw badProxy("HTTP_PROXY or HTTPS_PROXY is no proxy's URL");
}

/** What a proxy is to be given as, for messages. */
export const expectedProxy = "the URL of a proxy, such as http://HOST:3128";

function badProxy(what: string): CollectorError {
  const message = `${what}; it must be ${expectedProxy}`;
  return new CollectorError("HTTP_BAD_PROXY", message, { kind: "misconfigured" });
}

function parseProxy(text: string): Proxy | undefined {
  const url = URL.parse(text);
  const protocol = url === null ? undefined : protocols[url.protocol];
  if (url === null || protocol === undefined || url.hostname === "") return undefined;
  const port = url.port === "" ? defaultPorts[protocol] : Number(url.port);
  try {
    return {
      protocol,
      origin: `${protocol}//${url.hostname}:${port}`,
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port,
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    };
  } catch {
    // A `%` in a password that begins no escape.
    return undefined;
  }
}

interface Target {
  readonly host: string;
  readonly port: string;
  readonly address: IpAddress | undefined;
}

function targetOf(url: URL): Target {
  const host = normalHost(url.hostname);
  return { host, port: url.port || (url.protocol === "https:" ? "443" : "80"), address: tryParseIp(host) };
}

const loopback = ["127.0.0.0/8", "::1/128"].map(ipBlock);

function isLoopback({ host, address }: Target): boolean {
  return host === "localhost" || (address !== undefined && loopback.some((block) => isIn(address, block)));
}

/**
 * One entry of NO_PROXY: `*`; a block of addresses; an address or a name, each also with a port. A name stands for
 * itself and what is below it; `.name` and `*.name` for what is below it alone.
 */
function exceptionOf(entry: string): (target: Target) => boolean {
  if (entry === "*") return () => true;
  const block = tryBlock(entry);
  if (block !== undefined) return ({ address }) => address !== undefined && isIn(address, block);
  const { host, port } = splitPort(entry);
  const isPort = (target: Target): boolean => port === undefined || port === target.port;
  const isBelowOnly = /^\*?\./.test(host);
  const name = normalHost(host.replace(/^\*?\./, ""));
  return (target) =>
    isPort(target) &&
    ((!isBelowOnly && target.host === name) || (target.address === undefined && target.host.endsWith(`.${name}`)));
}

function tryBlock(entry: string): IpBlock | undefined {
  const bits = /^[^/]+\/(\d{1,3})$/.exec(entry)?.[1];
  const address = tryParseIp(entry.slice(0, Math.max(0, entry.indexOf("/"))));
  if (bits === undefined || address === undefined || Number(bits) > (address.family === 4 ? 32 : 128)) return undefined;
  return ipBlock(entry);
}

/** A port stands behind a name, an IPv4 address, or an IPv6 address in brackets. */
function splitPort(entry: string): { readonly host: string; readonly port: string | undefined } {
  const match = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry);
  const host = match?.[1] ?? entry;
  return { host: host.replace(/^\[|\]$/g, ""), port: match?.[2] };
}
