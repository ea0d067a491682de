import { AnswerError } from "./answer-error.ts";
import {
  afterSpace,
  backslash,
  closeArray,
  closeObject,
  colon,
  comma,
  isDigit,
  minus,
  openArray,
  openObject,
  quote,
} from "./ascii.ts";
import { readDecimal } from "./decimal.ts";
import { EntriesDraft } from "./entries-draft.ts";
import type { FieldClass } from "./field-class.ts";
import { KeyFinder } from "./key-finder.ts";
import type { FieldCounts } from "./field-counts.ts";
import type { FieldSet } from "./field-set.ts";
import type { Slot, TrieNode } from "./field-trie.ts";
import { maxNumberBytes } from "./number-classes.ts";
import { misfit, nullProblem, Problem, tooLong, wrongType } from "./outcome.ts";
import { RecordDraft } from "./record-draft.ts";
import { stringEnd } from "./string-end.ts";
import { longestEscape, Unescaped } from "./unescaped.ts";
import { scalarEnd, ValueSkipper } from "./value-skipper.ts";

/** Of what callers tag a request with; longer ones are not read. */
const maxTextObjectBytes = 65_536;

export interface WalkLimits {
  /** Containers within containers, in what is skipped. */
  readonly maxDepth: number;
  /** Elements that a list keeps. */
  readonly maxItems: number;
}

/**
 * Walks one record at a time along the declared paths, and passes over everything else as bytes: nothing but fields is
 * ever decoded. Strict about the syntax of what it walks. Recursion is as deep as the declared paths, no deeper.
 */
export class RecordWalker<R> {
  readonly draft: RecordDraft<R>;
  readonly #maxDepth: number;
  readonly #skipper: ValueSkipper;
  readonly #unescaped: Unescaped;
  readonly #keys: KeyFinder;
  /** Where an object that is a text is unescaped to; made when the first one comes. */
  #textObject: Unescaped | undefined;
  #isInTextObject = false;
  /** By field that is made of entries. */
  readonly #entries = new Map<Slot, { readonly walker: RecordWalker<unknown>; readonly draft: EntriesDraft }>();
  #objects = 0;

  constructor(set: FieldSet<R>, counts: FieldCounts, limits: WalkLimits) {
    for (const slot of set.trie.slots) {
      const spec = slot.class.entries;
      if (spec === undefined) continue;
      const walker = new RecordWalker(spec.set, counts.entriesOf(slot.name), limits);
      this.#entries.set(slot, { walker, draft: new EntriesDraft(spec) });
    }
    this.draft = new RecordDraft(set, counts, limits.maxItems);
    this.#maxDepth = limits.maxDepth;
    this.#skipper = new ValueSkipper(limits.maxDepth);
    this.#unescaped = new Unescaped(Math.max(0, ...set.trie.slots.map((slot) => slot.class.maxTextBytes)));
    this.#keys = new KeyFinder(set.trie.longestKey);
  }

  /**
   * Reads the value that begins at `from` into the fields of `node`; the position behind it. Throws an `AnswerError`
   * where it is not over before `to`, or is not JSON.
   */
  value(bytes: Buffer, from: number, to: number, node: TrieNode): number {
    const byte = from < to ? bytes[from]! : 0;
    if (node.slot !== undefined) return this.#leaf(bytes, from, to, node, node.slot);
    if (byte === openObject && node.members !== undefined) return this.#object(bytes, from, to, node);
    if (byte === openArray && node.element !== undefined) return this.#array(bytes, from, to, node, node.element);
    if (byte === quote && node.isText && !this.#isInTextObject) return this.#objectInText(bytes, from, to, node);
    const end = this.#skip(bytes, from, to, node, node.depth);
    const isNull = byte === 0x6e;
    if (isNull) this.#checkLiteral(bytes, from, end, node);
    for (const slot of node.slots) this.draft.note(slot, isNull ? "null" : "wrong_type");
    return end;
  }

  /** A number that no other object has. */
  nextObject(): number {
    return ++this.#objects;
  }

  /** The node for the key that stands between two quotes. */
  child(node: TrieNode, bytes: Buffer, from: number, to: number): TrieNode | undefined {
    try {
      return this.#keys.find(node.members!, bytes, from, to);
    } catch (error) {
      throw placed(error, node);
    }
  }

  #object(bytes: Buffer, from: number, to: number, node: TrieNode): number {
    if (node.depth >= this.#maxDepth) throw tooDeep(from, node);
    const object = this.nextObject();
    let at = afterSpace(bytes, from + 1, to);
    if (bytes[at] === closeObject && at < to) return at + 1;
    for (;;) {
      at = afterSpace(bytes, this.#member(bytes, at, to, node, object), to);
      const byte = at < to ? bytes[at] : undefined;
      if (byte === closeObject) return at + 1;
      if (byte !== comma) throw expected('"," or "}"', at, node);
      at = afterSpace(bytes, at + 1, to);
    }
  }

  #member(bytes: Buffer, from: number, to: number, node: TrieNode, object: number): number {
    const end = keyEnd(bytes, from, to, node);
    const value = valueStart(bytes, end, to, node);
    const child = this.child(node, bytes, from + 1, end);
    if (child === undefined) return this.#skip(bytes, value, to, node, node.depth + 1);
    this.draft.enter(child, object);
    return this.value(bytes, value, to, child);
  }

  /** An object that is written as the JSON text of one. What is wrong with it is its fields' problem, not the record's. */
  #objectInText(bytes: Buffer, from: number, to: number, node: TrieNode): number {
    const end = stringEnd(bytes, from + 1, to);
    if (end < 0) throw expected("the end of a string", from, node);
    const text = (this.#textObject ??= new Unescaped(maxTextObjectBytes));
    let problem: Problem | undefined;
    this.#isInTextObject = true;
    try {
      text.read(bytes, from + 1, end, maxTextObjectBytes);
      problem = text.isCut ? tooLong : this.#wholeObject(text.bytes, text.length, node);
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      problem = misfit;
    } finally {
      this.#isInTextObject = false;
    }
    if (problem !== undefined) for (const slot of node.slots) this.draft.fail(slot, problem);
    return end + 1;
  }

  /** Undefined: that is what the text was. */
  #wholeObject(text: Buffer, length: number, node: TrieNode): Problem | undefined {
    const start = afterSpace(text, 0, length);
    if (start >= length || text[start] !== openObject) return wrongType;
    const end = afterSpace(text, this.#object(text, start, length, node), length);
    return end < length ? misfit : undefined;
  }

  #array(bytes: Buffer, from: number, to: number, node: TrieNode, element: TrieNode): number {
    if (node.depth >= this.#maxDepth) throw tooDeep(from, node);
    this.draft.openLists(element.slots);
    let at = afterSpace(bytes, from + 1, to);
    if (bytes[at] === closeArray && at < to) return at + 1;
    for (;;) {
      at = afterSpace(bytes, this.value(bytes, at, to, element), to);
      const byte = at < to ? bytes[at] : undefined;
      if (byte === closeArray) return at + 1;
      if (byte !== comma) throw expected('"," or "]"', at, node);
      at = afterSpace(bytes, at + 1, to);
    }
  }

  #leaf(bytes: Buffer, from: number, to: number, node: TrieNode, slot: Slot): number {
    const byte = from < to ? bytes[from]! : 0;
    if (byte === quote) {
      const end = stringEnd(bytes, from + 1, to);
      if (end < 0) throw expected("the end of a string", from, node);
      this.#text(bytes, from + 1, end, node, slot);
      return end + 1;
    }
    if (byte === openObject && slot.class.entries !== undefined) return this.#allEntries(bytes, from, to, node, slot);
    if (byte === openObject || byte === openArray) {
      const end = this.#skip(bytes, from, to, node, node.depth);
      this.draft.settle(slot, wrongType);
      return end;
    }
    const end = scalarEnd(bytes, from, to);
    if (byte === minus || isDigit(byte)) this.draft.settle(slot, this.#number(bytes, from, end, node, slot.class));
    else {
      const literal = this.#checkLiteral(bytes, from, end, node);
      this.draft.settle(slot, literal === null ? nullProblem : (slot.class.fromBoolean?.(literal) ?? wrongType));
    }
    return end;
  }

  #allEntries(bytes: Buffer, from: number, to: number, node: TrieNode, slot: Slot): number {
    if (node.depth >= this.#maxDepth) throw tooDeep(from, node);
    const { draft } = this.#entries.get(slot)!;
    draft.begin();
    let at = afterSpace(bytes, from + 1, to);
    let isOver = at < to && bytes[at] === closeObject;
    while (!isOver) {
      at = afterSpace(bytes, this.#entry(bytes, at, to, node, slot), to);
      const byte = at < to ? bytes[at] : undefined;
      isOver = byte === closeObject;
      if (!isOver && byte !== comma) throw expected('"," or "}"', at, node);
      if (!isOver) at = afterSpace(bytes, at + 1, to);
    }
    const found = draft.finish();
    this.draft.settle(slot, found);
    if (found.beyond > 0) this.draft.note(slot, "too_many");
    return at + 1;
  }

  /** One of them. Its key is looked at where it stands, and is in no error. */
  #entry(bytes: Buffer, from: number, to: number, node: TrieNode, slot: Slot): number {
    const { draft, walker } = this.#entries.get(slot)!;
    const end = keyEnd(bytes, from, to, node);
    const value = valueStart(bytes, end, to, node);
    if (!draft.mayBeWanted(bytes, from + 1, end)) return this.#skip(bytes, value, to, node, node.depth + 1);
    walker.draft.begin();
    try {
      const behind = walker.value(bytes, value, to, slot.class.entries!.set.trie.root);
      draft.add(bytes, from + 1, end, walker.draft.finish());
      return behind;
    } catch (error) {
      throw placed(error, node);
    }
  }

  #text(bytes: Buffer, from: number, to: number, node: TrieNode, slot: Slot): void {
    const { fromText, maxTextBytes, longer = tooLong, isCut = false } = slot.class;
    if (fromText === undefined) return this.draft.settle(slot, wrongType);
    if (to - from > maxTextBytes * longestEscape && !isCut) return this.draft.settle(slot, longer);
    if (to - from <= maxTextBytes && isPlain(bytes, from, to))
      return this.draft.settle(slot, fromText(bytes, from, to, false));
    const text = this.#unescaped;
    try {
      text.read(bytes, from, to, maxTextBytes);
    } catch (error) {
      throw placed(error, node);
    }
    if (text.isCut && !isCut) return this.draft.settle(slot, longer);
    const value = fromText(text.bytes, 0, text.length, text.isCut);
    this.draft.settle(slot, value);
    if (text.isCut && !(value instanceof Problem)) this.draft.note(slot, "too_long");
  }

  #number(bytes: Buffer, from: number, to: number, node: TrieNode, type: FieldClass<unknown>): unknown {
    if (to - from > maxNumberBytes) return type.fromNumber === undefined ? wrongType : tooLong;
    const decimal = readDecimal(bytes, from, to);
    if (decimal === undefined) throw expected("a number", from, node);
    return type.fromNumber === undefined ? wrongType : type.fromNumber(decimal);
  }

  #skip(bytes: Buffer, from: number, to: number, node: TrieNode, depth: number): number {
    // Fast path: most of what is not wanted are texts.
    if (from < to && bytes[from] === quote) {
      const end = stringEnd(bytes, from + 1, to);
      if (end < 0) throw expected("the end of a string", from, node);
      return end + 1;
    }
    this.#skipper.start(depth);
    let end: number;
    try {
      end = this.#skipper.skip(bytes, from, to);
    } catch (error) {
      throw placed(error, node);
    }
    // Nothing closes a number or a literal: at the very end of what there is, it ends as well.
    const isScalar = from < to && bytes[from] !== openObject && bytes[from] !== openArray;
    if (end < 0 && isScalar) return to;
    if (end < 0) throw expected("the end of a value", from, node);
    if (this.#skipper.isTooDeep) throw tooDeep(from, node);
    return end;
  }

  #checkLiteral(bytes: Buffer, from: number, to: number, node: TrieNode): boolean | null {
    if (isWritten("null", bytes, from, to)) return null;
    if (isWritten("true", bytes, from, to)) return true;
    if (isWritten("false", bytes, from, to)) return false;
    throw expected("a value", from, node);
  }
}

/** The quote that ends the key which begins at `from`. */
function keyEnd(bytes: Buffer, from: number, to: number, node: TrieNode): number {
  if (from >= to || bytes[from] !== quote) throw expected("a key", from, node);
  const end = stringEnd(bytes, from + 1, to);
  if (end < 0) throw expected("the end of a key", from, node);
  return end;
}

/** Where the value of the key begins that ends at `end`. */
function valueStart(bytes: Buffer, end: number, to: number, node: TrieNode): number {
  const at = afterSpace(bytes, end + 1, to);
  if (at >= to || bytes[at] !== colon) throw expected('":"', at, node);
  return afterSpace(bytes, at + 1, to);
}

/** Names the node in what was thrown. */
function placed(error: unknown, node: TrieNode): unknown {
  return error instanceof AnswerError ? error.within(0, node.path) : error;
}

function tooDeep(at: number, node: TrieNode): AnswerError {
  return new AnswerError("POLLING_JSON_TOO_DEEP", "expected fewer containers in each other", at, node.path);
}

function expected(what: string, at: number, node: TrieNode): AnswerError {
  return new AnswerError("POLLING_BAD_JSON", `expected ${what}`, at, node.path);
}

/** Neither escapes nor control characters. */
function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === backslash || bytes[at]! < 0x20) return false;
  return true;
}

function isWritten(literal: string, bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== literal.length) return false;
  for (let i = 0; i < literal.length; i++) if (bytes[from + i] !== literal.charCodeAt(i)) return false;
  return true;
}
