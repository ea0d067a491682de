import type { ConfigNode, MapEntry } from "../tree/config-node.ts";

/**
 * Adds what YAML's merge keys (`<<`) bring. The map's own keys win, then the maps that are named first. Returns what is
 * no map, if there is any.
 */
export function mergeInto(entries: Map<string, MapEntry>, merges: readonly ConfigNode[]): ConfigNode | undefined {
  for (const merge of merges) {
    for (const source of merge.kind === "list" ? merge.items : [merge]) {
      if (source.kind !== "map") return source;
      for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  }
  return undefined;
}
