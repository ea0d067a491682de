import { problemAt, type Problem } from "./problem.ts";
import type { ConfigNode, MapNode, Place } from "./tree/config-node.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";
import { emptyScalar } from "./tree/empty-scalar.ts";

/**
 * Reads one `--set path=value`. Keys of the path are joined by `::`, or else by dots as in otelcol (which then cannot
 * be part of a key). The value is YAML.
 */
export function parseSetOption(option: string): { readonly tree: MapNode } | { readonly problems: readonly Problem[] } {
  const equals = option.indexOf("=");
  // What stands behind the sign may be a secret: it is in no message.
  const path = equals < 0 ? option : option.slice(0, equals);
  const file = `--set ${path}`;
  const place: Place = { file, line: 0, column: 0 };
  if (equals < 0) {
    const words = { message: "is missing the equal sign of path=value", found: JSON.stringify(option) };
    return { problems: [problemAt([], place, { ...words, expected: "path=value" })] };
  }
  const keys = path.split(path.includes("::") ? "::" : ".");
  if (keys.includes("")) {
    const words = { message: "has an empty key in its path", found: JSON.stringify(path), expected: "key.key=value" };
    return { problems: [problemAt([], place, words)] };
  }
  const { node, problems } = parseYaml(option.slice(equals + 1), file);
  return node === undefined ? { problems } : { tree: nest(keys, atPlace(node, place), place) };
}

/** The map `a: {b: {c: node}}` of the keys a, b, c. */
export function nest(keys: readonly string[], node: ConfigNode, place: Place): MapNode {
  const [key, ...more] = keys;
  const inner = more.length === 0 ? node : nest(more, node, place);
  return { kind: "map", entries: new Map([[key!, { keyPlace: place, node: inner }]]), place };
}

/** An argument has no lines to point at. */
function atPlace(node: ConfigNode, place: Place): ConfigNode {
  if (node.kind === "scalar") return node.text === "" ? emptyScalar(place) : { ...node, place };
  if (node.kind === "list") return { ...node, place, items: node.items.map((item) => atPlace(item, place)) };
  const entries = [...node.entries].map(
    ([key, entry]) => [key, { keyPlace: place, node: atPlace(entry.node, place) }] as const,
  );
  return { ...node, place, entries: new Map(entries) };
}
