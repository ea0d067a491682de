import type { FieldCounts } from "./field-counts.ts";
import type { FieldSet } from "./field-set.ts";
import type { Slot, TrieNode } from "./field-trie.ts";
import { nullProblem, outcomes, Problem, type Outcome } from "./outcome.ts";

const indexOf = Object.fromEntries(outcomes.map((outcome, index) => [outcome, index])) as Record<Outcome, number>;
const { missing, fits } = indexOf;

/** One record while it is read: its values so far, and how each field turned out. Begun anew for the next one. */
export class RecordDraft<R> {
  readonly #set: FieldSet<R>;
  readonly #counts: FieldCounts;
  readonly #maxItems: number;
  #record: Record<string, unknown> = {};
  /** The outcome of each field. */
  readonly #found: Uint8Array;
  /** By node: the object in which its key was seen last. */
  readonly #seenIn: Float64Array;
  /** How long each list was when the key was seen for the first time in its object; -1: there was none. */
  readonly #marks: Float64Array;
  #duplicateKeys = 0;

  constructor(set: FieldSet<R>, counts: FieldCounts, maxItems: number) {
    this.#set = set;
    this.#counts = counts;
    this.#maxItems = maxItems;
    this.#found = new Uint8Array(set.trie.slots.length);
    this.#seenIn = new Float64Array(set.trie.nodes);
    this.#marks = new Float64Array(set.trie.marks);
    this.begin();
  }

  /** Forgets the record so far. */
  begin(): void {
    this.#found.fill(missing);
    this.#duplicateKeys = 0;
    this.#record = { ...(this.#set.empty as Record<string, unknown>) };
  }

  /** The record, which is counted. */
  finish(): R {
    this.#counts.add(this.#found);
    this.#counts.duplicateKeys += this.#duplicateKeys;
    return this.#record as R;
  }

  /** A member's key was read, in the object with this number: what an earlier one of the same key left goes. */
  enter(node: TrieNode, object: number): void {
    const isAgain = this.#seenIn[node.index] === object;
    this.#seenIn[node.index] = object;
    if (isAgain) this.#forget(node);
    else for (let i = 0; i < node.lists.length; i++) this.#marks[node.markOffset + i] = this.#lengthOf(node.lists[i]!);
  }

  /** An array on the way to these fields is there. */
  openLists(slots: readonly Slot[]): void {
    for (const slot of slots) {
      if (this.#record[slot.name] !== undefined) continue;
      this.#record[slot.name] = [];
      this.#found[slot.index] = fits;
    }
  }

  /** The field's value, or why there is none. */
  settle(slot: Slot, value: unknown): void {
    const isProblem = value instanceof Problem;
    const kept = !isProblem ? value : value === nullProblem ? undefined : slot.class.other;
    if (!slot.isList) {
      this.#record[slot.name] = kept;
      this.#found[slot.index] = isProblem ? indexOf[value.outcome] : fits;
      return;
    }
    if (isProblem) this.#found[slot.index] = indexOf[value.outcome];
    const list = this.#record[slot.name] as unknown[];
    if (list.length >= this.#maxItems) this.#found[slot.index] = indexOf.too_many;
    else if (kept !== undefined) list.push(kept);
  }

  /** The field has no value, whatever was read of it so far. */
  fail(slot: Slot, problem: Problem): void {
    this.#record[slot.name] = undefined;
    this.#found[slot.index] = indexOf[problem.outcome];
  }

  /** How the field turned out, whatever its value. */
  note(slot: Slot, outcome: Outcome): void {
    this.#found[slot.index] = indexOf[outcome];
  }

  /** Of two members with one key the last counts, as with `JSON.parse`. */
  #forget(node: TrieNode): void {
    this.#duplicateKeys++;
    for (const slot of node.slots) {
      if (slot.isList) continue;
      this.#record[slot.name] = undefined;
      this.#found[slot.index] = missing;
    }
    for (let i = 0; i < node.lists.length; i++) this.#cut(node.lists[i]!, this.#marks[node.markOffset + i]!);
  }

  #cut(slot: Slot, length: number): void {
    if (length < 0) this.#record[slot.name] = undefined;
    else (this.#record[slot.name] as unknown[]).length = length;
    this.#found[slot.index] = length < 0 ? missing : fits;
  }

  #lengthOf(slot: Slot): number {
    return (this.#record[slot.name] as readonly unknown[] | undefined)?.length ?? -1;
  }
}
