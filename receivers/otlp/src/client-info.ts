import type { ClientInfo, ServerRequest } from "@genai-collector/component";

const none: ReadonlyMap<string, readonly string[]> = new Map();

/** gRPC's own, which are not metadata of an application. */
const reserved: ReadonlySet<string> = new Set(["te", "grpc-encoding", "grpc-timeout", "grpc-message-type"]);

/** Who sent a request. `withMetadata`: its headers go along, names in lower case. */
export function clientInfo(
  request: ServerRequest,
  transport: "http" | "grpc",
  withMetadata: boolean,
  auth: ReadonlyMap<string, unknown> | undefined,
): ClientInfo {
  const metadata = withMetadata ? metadataOf(request.headers, transport) : none;
  return { address: request.peer, metadata, transport, auth };
}

/** The authority that a gRPC client asked for goes along as `host`, as HTTP's does. */
function metadataOf(
  headers: Readonly<Record<string, string>>,
  transport: "http" | "grpc",
): ReadonlyMap<string, readonly string[]> {
  const kept = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(headers)) {
    const isReserved = name.startsWith(":") || (transport === "grpc" && reserved.has(name));
    if (!isReserved) kept.set(name, [value]);
  }
  const authority = headers[":authority"];
  if (authority !== undefined && !kept.has("host")) kept.set("host", [authority]);
  return kept;
}
