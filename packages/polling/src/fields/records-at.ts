import { badFields } from "./bad-fields.ts";
import { ByteTable } from "./byte-table.ts";
import { elements, parsePath } from "./field-path.ts";
import type { TrieNode } from "./field-trie.ts";

/** Where the records of an answer are. Made by `records`. */
export interface RecordsAt {
  /** The keys down to the array, outermost first; none: the answer is the array. */
  readonly keys: readonly ByteTable<true>[];
  /** Of the objects on the way, outermost first, and of the array. */
  readonly paths: readonly string[];
  readonly longestKey: number;
}

/** The array of records in an answer: `records("runs")`, `records("data.items")`; `records("")` for a bare array. */
export function records(path: string): RecordsAt {
  const steps = path === "" ? [] : parsePath(path);
  const keys = steps.filter((step) => step !== elements);
  if (keys.length < steps.length) throw badFields(`the records are in one array: write ${path} without "[]"`);
  const tables = keys.map((key) => new ByteTable([[key, true as const]]));
  const escaped = keys.map((key) => key.replaceAll(".", "\\."));
  return {
    keys: tables,
    paths: [...keys, ""].map((_, depth) => escaped.slice(0, depth).join(".")),
    longestKey: Math.max(0, ...tables.map(({ maxLength }) => maxLength)),
  };
}

/** Throws (`misconfigured`) where fields that are to stand beside the records would be the way to them, or inside. */
export function assertBeside(root: TrieNode, at: RecordsAt): void {
  const path = at.paths.at(-1)!;
  const isInside = (other: string) => other === path || other.startsWith(`${path}.`) || other.startsWith(`${path}[]`);
  const inside = pathsOf(root).filter((other) => path === "" || isInside(other) || path.startsWith(`${other}.`));
  if (inside.length > 0) throw badFields(`${inside.join(", ")} would be read from the records, or the way to them`);
}

/** The places of all fields. */
function pathsOf(node: TrieNode): readonly string[] {
  if (node.slot !== undefined || node.element !== undefined) return [node.path];
  return [...(node.members?.values() ?? [])].flatMap(pathsOf);
}
