import type { ConfigNode, MapEntry, MapNode } from "./tree/config-node.ts";

/**
 * Lays `over` on `under` as otelcol does: maps merge key by key; lists, single values and nothing (`section:` alone)
 * take the place of what was there.
 */
export function merge(under: MapNode, over: MapNode): MapNode {
  const entries = new Map<string, MapEntry>(under.entries);
  for (const [key, entry] of over.entries) {
    const before = entries.get(key);
    entries.set(
      key,
      before === undefined ? entry : { keyPlace: entry.keyPlace, node: mergeNode(before.node, entry.node) },
    );
  }
  return { kind: "map", entries, place: over.place };
}

function mergeNode(under: ConfigNode, over: ConfigNode): ConfigNode {
  return under.kind === "map" && over.kind === "map" ? merge(under, over) : over;
}
