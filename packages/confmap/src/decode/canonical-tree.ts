import type { ConfigNode, MapEntry, MapNode } from "../tree/config-node.ts";
import type { Sections } from "./resolve-reference.ts";

/** The tree with component IDs as the rest of the program knows them: canonical types, blanks left out. */
export function canonicalTree(tree: MapNode, sections: Sections): MapNode {
  const entries = new Map<string, MapEntry>(tree.entries);
  const rename = (section: string, renamed: ReadonlyMap<string, MapEntry>): void => {
    const entry = entries.get(section);
    if (entry?.node.kind !== "map") return;
    const node: ConfigNode = { ...entry.node, entries: renamed };
    entries.set(section, { ...entry, node });
  };
  rename("receivers", sections.receiver.entries);
  rename("processors", sections.processor.entries);
  rename("exporters", sections.exporter.entries);
  rename("connectors", sections.connector.entries);
  rename("extensions", sections.extension.entries);
  return { ...tree, entries };
}
