import { badFields } from "./bad-fields.ts";
import { ByteTable } from "./byte-table.ts";
import type { Field } from "./field.ts";
import { elements, parsePath, type PathStep } from "./field-path.ts";
import type { FieldClass } from "./field-class.ts";

/** One declared field that is read. */
export interface Slot {
  /** Its place among the fields, from 0. */
  readonly index: number;
  readonly name: string;
  readonly class: FieldClass<unknown>;
  /** Its path has a `[]`. */
  readonly isList: boolean;
}

/** A value on the way to the fields: an object, an array, or a field itself. */
export interface TrieNode {
  /** From 0; the root is 0. */
  readonly index: number;
  /** Containers around it. */
  readonly depth: number;
  /** As in the declarations; empty at the root. */
  readonly path: string;
  readonly members: ByteTable<TrieNode> | undefined;
  readonly element: TrieNode | undefined;
  /** It may also come as a text that is the JSON of an object. */
  readonly isText: boolean;
  readonly slot: Slot | undefined;
  /** Every field at this place and below. */
  readonly slots: readonly Slot[];
  /** Those of them that are lists; lengths of theirs are remembered from `markOffset` on. */
  readonly lists: readonly Slot[];
  readonly markOffset: number;
}

interface Route {
  readonly steps: readonly PathStep[];
  readonly slot: Slot;
}

export interface Trie {
  readonly root: TrieNode;
  readonly slots: readonly Slot[];
  readonly nodes: number;
  /** How many lengths of lists are to be remembered. */
  readonly marks: number;
  /** In bytes. */
  readonly longestKey: number;
}

interface Sums {
  readonly textObjects: ReadonlySet<string>;
  nodes: number;
  marks: number;
  longestKey: number;
}

/**
 * `textObjects`: paths of objects that may also come as texts. Throws (`misconfigured`) where fields contradict each
 * other: the same place, or a value inside another one.
 */
export function buildTrie(
  fields: Iterable<readonly [name: string, field: Field<unknown>]>,
  textObjects: ReadonlySet<string>,
): Trie {
  const routes = [...fields].map(([name, field], index): Route => {
    const steps = parsePath(field.path);
    return { steps, slot: { index, name, class: field.class, isList: steps.includes(elements) } };
  });
  const sums: Sums = { textObjects, nodes: 0, marks: 0, longestKey: 0 };
  const root = buildNode(routes, 0, "", sums);
  const { nodes, marks, longestKey } = sums;
  return { root, slots: routes.map(({ slot }) => slot), nodes, marks, longestKey };
}

function buildNode(routes: readonly Route[], depth: number, path: string, sums: Sums): TrieNode {
  const ending = routes.filter(({ steps }) => steps.length === depth);
  if (ending.length > 0 && routes.length > 1)
    throw badFields(`${routes.map(({ slot }) => slot.name).join(" and ")} are read from the same place: ${path}`);
  const [index, markOffset] = [sums.nodes++, sums.marks];
  const slots = routes.map(({ slot }) => slot);
  const lists = slots.filter(({ isList }) => isList);
  sums.marks += lists.length;
  const groups = Map.groupBy(
    routes.filter(({ steps }) => steps.length > depth),
    ({ steps }) => steps[depth]!,
  );
  const nodes = [...groups].map(
    ([step, group]) => [step, buildNode(group, depth + 1, joined(path, step), sums)] as const,
  );
  const members = nodes.filter((entry): entry is readonly [string, TrieNode] => entry[0] !== elements);
  const element = nodes.find(([step]) => step === elements)?.[1];
  if (element !== undefined && members.length > 0) throw badFields(`${path} cannot be an array and an object`);
  const table = members.length > 0 ? new ByteTable(members) : undefined;
  sums.longestKey = Math.max(sums.longestKey, table?.maxLength ?? 0);
  const isText = table !== undefined && sums.textObjects.has(path);
  return { index, depth, path, members: table, element, isText, slot: ending[0]?.slot, slots, lists, markOffset };
}

function joined(path: string, step: PathStep): string {
  if (typeof step !== "string") return `${path}[]`;
  const key = step.replaceAll(".", "\\.");
  return path === "" ? key : `${path}.${key}`;
}
