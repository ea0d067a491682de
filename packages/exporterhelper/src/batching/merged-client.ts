import type { BatchContext, ClientInfo } from "@genai-collector/component";

/**
 * Who sent merged data: the sender, where all agree. Otherwise nobody; of a partition by metadata, what its senders have
 * in common. `kept`: the partition's metadata.
 */
export function mergedClient(
  contexts: Iterable<BatchContext>,
  kept: ClientInfo["metadata"] | undefined,
): ClientInfo | undefined {
  let first: ClientInfo | undefined;
  let isFirst = true;
  let agree = true;
  let isOneAddress = true;
  let isOneTransport = true;
  for (const { client } of contexts) {
    if (isFirst) {
      first = client;
      isFirst = false;
      continue;
    }
    agree &&= isSameClient(first, client);
    isOneAddress &&= first?.address === client?.address;
    isOneTransport &&= first?.transport === client?.transport;
    if (!agree && kept === undefined) return undefined;
  }
  if (agree) return first;
  return {
    address: (isOneAddress ? first?.address : undefined) ?? "",
    metadata: kept!,
    transport: isOneTransport ? first?.transport : undefined,
  };
}

function isSameClient(a: ClientInfo | undefined, b: ClientInfo | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (a.address !== b.address || a.transport !== b.transport) return false;
  return isSameMap(a.metadata, b.metadata, isSameList) && isSameMap(a.auth ?? none, b.auth ?? none, Object.is);
}

const none: ReadonlyMap<string, unknown> = new Map();

function isSameMap<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>, isSame: (a: V, b: V) => boolean): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (!b.has(key) || !isSame(value, b.get(key) as V)) return false;
  return true;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
