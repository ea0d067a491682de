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

function metadataOf(
  headers: Readonly<Record<string, string>>,
  transport: "http" | "grpc",
): ReadonlyMap<string, readonly string[]> {
  const kept = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(headers)) {
    if (transport === "http" || !reserved.has(name)) kept.set(name, [value]);
  }
  return kept;
}
