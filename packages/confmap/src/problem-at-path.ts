import { problemAt, type Problem, type ProblemWords, type Warning } from "./problem.ts";
import type { MapNode } from "./tree/config-node.ts";
import { locate } from "./tree/locate.ts";

/** A problem that was found later, at its place in the files. `tree`: that of the configuration. */
export function problemAtPath(tree: MapNode, path: readonly string[], words: ProblemWords): Problem {
  return problemAt(path, locate(tree, path).place, words);
}

/** A warning about a path, at its place in the files. */
export function warningAtPath(tree: MapNode, path: readonly string[], message: string): Warning {
  return { path: path.join("::"), ...locate(tree, path).place, message };
}
