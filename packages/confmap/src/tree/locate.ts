import type { ConfigNode, MapNode, Place } from "./config-node.ts";

/** What is at a path of a tree. */
export interface Located {
  /** Where to point: the value, or the nearest key above where there is none. */
  readonly place: Place;
  /** Where the key stands; the place itself for items of lists. */
  readonly keyPlace: Place;
  /** Undefined when the path leads past what is there. */
  readonly node: ConfigNode | undefined;
}

/** Finds the place of a path. `keyPlace`: where the key of `node` itself stands. */
export function locate(node: ConfigNode, path: readonly string[], keyPlace: Place = node.place): Located {
  let current: Located = { place: node.place, keyPlace, node };
  for (const segment of path) {
    const next = step(current.node!, segment);
    if (next === undefined) {
      const { node: last } = current;
      // A key that is missing is missing below the key of its map; inside a text with commas the text is the place.
      const place = last?.kind === "scalar" && last.text !== "" ? current.place : current.keyPlace;
      return { place, keyPlace: place, node: undefined };
    }
    current = next;
  }
  return current;
}

function step(node: ConfigNode, segment: string): Located | undefined {
  if (node.kind === "map") {
    const entry = node.entries.get(segment);
    return entry && { place: entry.node.place, keyPlace: entry.keyPlace, node: entry.node };
  }
  const item = node.kind === "list" ? node.items[Number(segment)] : undefined;
  return item && { place: item.place, keyPlace: item.place, node: item };
}

/** The entry's value when it is a map; undefined when it is absent or something else. */
export function mapAt(node: MapNode, key: string): MapNode | undefined {
  const entry = node.entries.get(key);
  return entry?.node.kind === "map" ? entry.node : undefined;
}
