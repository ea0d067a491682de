/**
 * Headers that belong to one connection (RFC 9110 §7.6.1), that tell its peers how to read it, or that the exporter sets
 * itself. Whoever could set them could make one request be read as two.
 */
const reserved: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** `host:port` or a name; nothing that would end the name. */
const hostPattern = /^[^\s/?#@\\,]+$/;

/** What can be said against a header of a request, its name in lower case; undefined for nothing. Never quotes the value. */
export function problemOfHeader(name: string, value: string): string | undefined {
  if (reserved.has(name)) return "is set by the connection, not by configuration";
  if (name === "host" && value !== "" && !hostPattern.test(value)) return "must be a host, or host:port";
  return undefined;
}
