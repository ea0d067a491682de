import { merge } from "./merge.ts";
import { problemAt, type Problem, type ProblemWords } from "./problem.ts";
import { envProvider } from "./providers/env.ts";
import { readText } from "./providers/file.ts";
import type { LoadOptions } from "./load-options.ts";
import { nest } from "./set-option.ts";
import type { ConfigNode, MapNode, Place } from "./tree/config-node.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";

/** One location's own tree, not yet expanded. */
export type ReadLocation = { readonly tree: MapNode } | { readonly problems: readonly Problem[] };

/** otelcol's grammar; one letter is a Windows drive. */
const schemePattern = /^([A-Za-z][A-Za-z0-9+.-]+):([^]*)$/;

/** Reads a whole configuration from `file:path`, a bare path, `env:NAME` or `yaml:text`. */
export async function readLocation(location: string, options: LoadOptions): Promise<ReadLocation> {
  const [, scheme = "file", rest = location] = schemePattern.exec(location) ?? [];
  switch (scheme) {
    case "file":
      return parse(await readText(options.readFile, rest), rest);
    case "env": {
      const retrieved = await envProvider(options.env).retrieve(rest, ".");
      if (retrieved !== "absent") return parse(retrieved, location);
      return failed(location, { message: `the environment variable ${rest} is not set`, expected: "a configuration" });
    }
    case "yaml": {
      const read = parse({ text: rest }, "yaml:");
      return "tree" in read ? { tree: unfold(read.tree) } : read;
    }
    default:
      return failed(location, {
        message: `the scheme "${scheme}" of the location is not supported`,
        found: JSON.stringify(scheme),
        expected: "a path, file:, env: or yaml:",
      });
  }
}

function parse(retrieved: { readonly text: string } | { readonly problem: ProblemWords }, file: string): ReadLocation {
  if ("problem" in retrieved) return failed(file, retrieved.problem);
  const { node, problems } = parseYaml(retrieved.text, file);
  if (node === undefined) return { problems };
  if (node.kind === "map") return { tree: node };
  if (node.kind === "scalar" && node.value === null)
    return { tree: { kind: "map", entries: new Map(), place: node.place } };
  const found = node.kind === "list" ? "a list" : "a single value";
  return { problems: [problemAt([], node.place, { message: "must be a map of sections", found })] };
}

function failed(file: string, words: ProblemWords): ReadLocation {
  const place: Place = { file, line: 0, column: 0 };
  return { problems: [problemAt([], place, words)] };
}

/** In a `yaml:` location, `a::b: c` means `a: {b: c}`. */
function unfold(node: MapNode): MapNode {
  let tree: MapNode = { ...node, entries: new Map() };
  for (const [key, entry] of node.entries) {
    const value: ConfigNode = entry.node.kind === "map" ? unfold(entry.node) : entry.node;
    tree = merge(tree, nest(key.split("::"), value, entry.keyPlace));
  }
  return { ...tree, place: node.place };
}
