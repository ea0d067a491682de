/**
 * Names that the connection sets, that belong to one connection (RFC 9110 §7.6.1), or that gRPC keeps for itself.
 *
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests
 */
const reserved = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** What to write instead. */
const instead: Readonly<Record<string, string>> = { host: "authority", "user-agent": "user_agent" };

/**
 * Why a header cannot be sent as gRPC metadata; undefined where it can. `name` in lower case. The value, which may be a
 * credential, is not told.
 */
export function problemOfHeader(name: string, value: string): string | undefined {
  if (name in instead) return `is set with ${instead[name]!}`;
  if (reserved.has(name) || name.startsWith("grpc-")) return "is set by the connection, not by configuration";
  if (!/^[0-9a-z_.-]+$/.test(name)) return "is no name of gRPC metadata: letters, digits and _ . - are";
  // Values of binary metadata are sent in base64.
  if (!name.endsWith("-bin") && !/^[\x20-\x7e]*$/.test(value))
    return "has a value that is not printable ASCII; binary values need a name that ends in -bin";
  return undefined;
}
