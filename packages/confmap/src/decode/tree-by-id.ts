import type { ConfigNode, MapEntry, MapNode } from "../tree/config-node.ts";
import type { Sections } from "./find-component.ts";

/** The tree with component IDs as the rest of the program knows them: blanks left out. */
export function treeById(tree: MapNode, sections: Sections): MapNode {
  const entries = new Map<string, MapEntry>(tree.entries);
  const rename = (section: string, declared: ReadonlyMap<string, MapEntry>): void => {
    const entry = entries.get(section);
    if (entry?.node.kind !== "map") return;
    const node: ConfigNode = { ...entry.node, entries: declared };
    entries.set(section, { ...entry, node });
  };
  rename("receivers", sections.receiver.declared);
  rename("processors", sections.processor.declared);
  rename("exporters", sections.exporter.declared);
  rename("connectors", sections.connector.declared);
  rename("extensions", sections.extension.declared);
  return { ...tree, entries };
}
