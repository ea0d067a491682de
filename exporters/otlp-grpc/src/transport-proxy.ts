import { BlockList, isIP } from "node:net";
import type { TcpEndpoint } from "./endpoint.ts";

/** A proxy that is asked to CONNECT. */
export interface Proxy {
  /** `host:port`. */
  readonly address: string;
  /** `user:password`. */
  readonly credentials?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an endpoint, from HTTPS_PROXY and NO_PROXY in either case, whether TLS is used or not: as grpc-go, and so
 * otelcol, reads them. Loopback is always dialled directly. Throws where the variable is not the URL of an HTTP proxy;
 * what it says, which may be a password, is not quoted.
 */
export function proxyOf(endpoint: TcpEndpoint, environment: Environment = process.env): Proxy | undefined {
  const url = environment["HTTPS_PROXY"] || environment["https_proxy"];
  if (url === undefined || url === "" || isLoopback(endpoint.host)) return undefined;
  if (isExempt(endpoint, environment["NO_PROXY"] || environment["no_proxy"] || "")) return undefined;
  // Go takes `proxy.example.com:3128` as well.
  const parsed = URL.parse(url.includes("://") ? url : `http://${url}`);
  if (parsed === null || parsed.protocol !== "http:" || parsed.hostname === "")
    throw new RangeError("HTTPS_PROXY is not the URL of a proxy, such as http://proxy.example.com:3128");
  const credentials = parsed.username === "" ? undefined : decode(`${parsed.username}:${parsed.password}`);
  return { address: `${parsed.hostname}:${parsed.port === "" ? 80 : parsed.port}`, credentials };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: the password is meant as it stands.
    return text;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Entries are names (with what is below them), `.names` (only what is below), addresses, ranges; with or without a port. */
function isExempt(endpoint: TcpEndpoint, list: string): boolean {
  return list.split(",").some((entry) => matches(entry.trim().toLowerCase(), endpoint));
}

function matches(entry: string, { host, port }: TcpEndpoint): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  if (entry.includes("/")) return isInRange(entry, host);
  const [, name, wanted] = /^(.*?)(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry)!;
  if (wanted !== undefined && Number(wanted) !== port) return false;
  const wantedHost = name!.replace(/^\[|\]$/g, "").replace(/^\*(?=\.)/, "");
  const lower = host.toLowerCase().replace(/\.$/, "");
  if (isIP(host) !== 0) return lower === wantedHost;
  return wantedHost.startsWith(".")
    ? lower.endsWith(wantedHost)
    : lower === wantedHost || lower.endsWith(`.${wantedHost}`);
}

function isInRange(range: string, host: string): boolean {
  const [net, bits] = range.split("/");
  const family = isIP(net!);
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits!) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  const type = family === 4 ? "ipv4" : "ipv6";
  list.addSubnet(net!, Number(bits), type);
  return list.check(host, type);
}
