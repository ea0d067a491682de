import type { ExportTarget } from "@genai-collector/component";

/** Where a channel leads. */
export type GrpcEndpoint = TcpEndpoint | UnixEndpoint;

export interface TcpEndpoint {
  readonly kind: "tcp";
  /** A name or an address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** `https://` forces TLS, whatever the configuration says. */
  readonly forcesTls: boolean;
  /** `passthrough:///`: the addresses of the name are tried one after the other, as ways to one server. */
  readonly isOneServer: boolean;
}

export interface UnixEndpoint {
  readonly kind: "unix";
  readonly path: string;
  readonly forcesTls: false;
}

interface Scheme extends Pick<TcpEndpoint, "forcesTls" | "isOneServer"> {
  readonly prefix: string;
}

const schemes: readonly Scheme[] = [
  { prefix: "https://", forcesTls: true, isOneServer: false },
  // Alone it turns no TLS off: `tls::insecure` does.
  { prefix: "http://", forcesTls: false, isOneServer: false },
  { prefix: "dns:///", forcesTls: false, isOneServer: false },
  { prefix: "passthrough:///", forcesTls: false, isOneServer: true },
  { prefix: "", forcesTls: false, isOneServer: false },
];

/**
 * Reads an endpoint as otelcol does: `host:port`, also behind `dns:///`, `passthrough:///`, `http://` or `https://`, or
 * `unix:///path`. Throws a `RangeError` whose message completes "endpoint: …".
 *
 * https://github.com/grpc/grpc/blob/master/doc/naming.md
 */
export function parseEndpoint(text: string): GrpcEndpoint {
  if (text.startsWith("unix:")) return parseUnix(text);
  const { prefix, ...scheme } = schemes.find((each) => text.startsWith(each.prefix))!;
  const rest = text.slice(prefix.length);
  if (rest === "") throw new RangeError('requires a non-empty "endpoint"');
  const unknown = /^([a-z][a-z0-9+.-]*):\/\//i.exec(rest);
  if (unknown !== null)
    throw new RangeError(`"${unknown[1]}://" is none of dns:///, passthrough:///, unix:///, http:// and https://`);
  return { kind: "tcp", ...scheme, ...splitHostPort(rest) };
}

/** `host:port`, as it stands in `:authority`; `localhost` for a socket of this machine. */
export function authorityOf(endpoint: GrpcEndpoint): string {
  if (endpoint.kind === "unix") return "localhost";
  const { host, port } = endpoint;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** otelcol's labels for an endpoint. A socket of this machine has no port. */
export function targetOf(text: string): ExportTarget {
  const endpoint = parseEndpoint(text);
  if (endpoint.kind === "unix") return { "server.address": endpoint.path };
  return { "server.address": endpoint.host, "server.port": String(endpoint.port) };
}

function parseUnix(text: string): UnixEndpoint {
  const path = text.slice("unix:".length).replace(/^\/\//, "");
  if (path === "") throw new RangeError("must name a socket, such as unix:///run/collector.sock");
  return { kind: "unix", path, forcesTls: false };
}

/** The words of errors are those of Go, which otelcol's users know. */
function splitHostPort(text: string): Pick<TcpEndpoint, "host" | "port"> {
  const [, bracketed, plain, port] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(text) ?? [];
  if (port === undefined) throw new RangeError(`address ${text}: ${whatIsWrong(text)}`);
  if (!/^[0-9]+$/.test(port) || Number(port) > 65_535 || Number(port) === 0)
    throw new RangeError(`invalid port "${port}"`);
  // Without a host, Go dials this machine.
  return { host: bracketed ?? (plain === "" ? "localhost" : plain!), port: Number(port) };
}

function whatIsWrong(text: string): string {
  const colons = text.replace(/^\[[^[\]]*\]/, "").split(":").length - 1;
  if (colons === 0) return "missing port in address";
  return colons > 1 ? "too many colons in address" : "must be host:port, an IPv6 address in brackets";
}
