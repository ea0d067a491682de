import { decodedOnce } from "./decoded-once.ts";
import { foldTable, formsOf, type EncodedForm } from "./encoded-forms.ts";

/** A piece of a text that was found. */
export interface Finding {
  /** Of the text in the searcher's list. */
  readonly text: number;
  /** How it was encoded. */
  readonly form: string;
  /** How often what was searched had to be decoded. */
  readonly depth: number;
  /** What stood there, with what is around it. */
  readonly excerpt: string;
}

/** Windows of so many bytes are looked up, at every fifth place: a run of twelve bytes has one of them for sure. */
const window = 8;
const stride = 5;
/** Decoding inside of what was decoded: JSON in a text in a URL in a log line. */
const deepest = 4;
const excerptBytes = 60;

interface Form extends EncodedForm {
  readonly text: number;
}

/**
 * Finds every piece of twelve characters of any of many texts, in any encoding, in one pass over megabytes: some hundred
 * MB/s, whatever the number of texts.
 */
export class Searcher {
  readonly #forms: readonly Form[];
  /** Heads of chains, by hash; then the next of the chain, the form and the place of each window. 0 ends a chain. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #formOf: Int32Array;
  readonly #placeOf: Int32Array;
  readonly #mask: number;
  #fold = new Uint8Array(1 << 16);

  constructor(texts: readonly string[]) {
    this.#forms = texts.flatMap((text, index) => formsOf(text).map((form) => ({ ...form, text: index })));
    const windows = this.#forms.reduce((sum, { bytes }) => sum + Math.max(0, bytes.length - window + 1), 0);
    const size = 1 << Math.ceil(Math.log2(Math.max(16, windows * 4)));
    this.#mask = size - 1;
    this.#heads = new Int32Array(size);
    this.#next = new Int32Array(windows + 1);
    this.#formOf = new Int32Array(windows + 1);
    this.#placeOf = new Int32Array(windows + 1);
    this.#fill();
  }

  /** What is found in these bytes: each text in each form once. */
  search(bytes: Uint8Array): readonly Finding[] {
    const found = new Map<string, Finding>();
    let current: Uint8Array | undefined = bytes;
    for (let depth = 0; current !== undefined && depth <= deepest; depth++) {
      this.#pass(current, depth, found);
      current = decodedOnce(current);
    }
    return [...found.values()];
  }

  #fill(): void {
    let window_ = 0;
    for (const [index, { bytes }] of this.#forms.entries()) {
      for (let place = 0; place + window <= bytes.length; place++) {
        window_++;
        const at = hashAt(bytes, place) & this.#mask;
        this.#next[window_] = this.#heads[at]!;
        this.#formOf[window_] = index;
        this.#placeOf[window_] = place;
        this.#heads[at] = window_;
      }
    }
  }

  #pass(bytes: Uint8Array, depth: number, found: Map<string, Finding>): void {
    const { length } = bytes;
    if (this.#fold.length < length) this.#fold = new Uint8Array(2 * length);
    const fold = this.#fold;
    for (let i = 0; i < length; i++) fold[i] = foldTable[bytes[i]!]!;
    for (let at = 0; at + window <= length; at += stride)
      for (let entry = this.#heads[hashAt(fold, at) & this.#mask]!; entry !== 0; entry = this.#next[entry]!)
        this.#examine(entry, at, { fold, length, bytes, depth, found });
  }

  /** A window may be there by its hash, or by chance: what counts is how far both agree around it. */
  #examine(
    entry: number,
    at: number,
    searched: { fold: Uint8Array; length: number; bytes: Uint8Array; depth: number; found: Map<string, Finding> },
  ): void {
    const { fold, length, bytes, depth, found } = searched;
    const form = this.#forms[this.#formOf[entry]!]!;
    const place = this.#placeOf[entry]!;
    for (let i = 0; i < window; i++) if (fold[at + i] !== form.bytes[place + i]) return;
    let before = 0;
    while (at - before > 0 && place - before > 0 && fold[at - before - 1] === form.bytes[place - before - 1]) before++;
    let end = window;
    while (at + end < length && place + end < form.bytes.length && fold[at + end] === form.bytes[place + end]) end++;
    if (before + end < form.leastBytes) return;
    const key = `${form.text} ${form.name}`;
    if (found.has(key)) return;
    const from = Math.max(0, at - before - excerptBytes);
    const excerpt = Buffer.from(bytes.subarray(from, Math.min(length, at + end + excerptBytes))).toString("latin1");
    found.set(key, { text: form.text, form: form.name, depth, excerpt });
  }
}

/** Of the eight bytes at `at`. */
function hashAt(bytes: Uint8Array, at: number): number {
  const low = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  const high = bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
  const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high ^ (low >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
