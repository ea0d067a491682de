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

/** Whether a run of folded bytes of a text is there for another reason: because it is a part of what may leave. */
export type IsExplained = (text: number, run: Uint8Array) => boolean;

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
  search(bytes: Uint8Array, isExplained: IsExplained = () => false): readonly Finding[] {
    const found = new Map<string, Finding>();
    let current: Uint8Array | undefined = bytes;
    for (let depth = 0; current !== undefined && depth <= deepest; depth++) {
      this.#pass({ bytes: current, depth, found, isExplained });
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

  #pass(searched: Searched): void {
    const { bytes } = searched;
    const { length } = bytes;
    if (this.#fold.length < length) this.#fold = new Uint8Array(2 * length);
    const fold = this.#fold;
    for (let i = 0; i < length; i++) fold[i] = foldTable[bytes[i]!]!;
    for (let at = 0; at + window <= length; at += stride)
      for (let entry = this.#heads[hashAt(fold, at) & this.#mask]!; entry !== 0; entry = this.#next[entry]!)
        this.#examine(entry, at, searched);
  }

  /** A window may be there by its hash, or by chance: what counts is how far both agree around it. */
  #examine(entry: number, at: number, { bytes, depth, found, isExplained }: Searched): void {
    const fold = this.#fold;
    const form = this.#forms[this.#formOf[entry]!]!;
    const place = this.#placeOf[entry]!;
    for (let i = 0; i < window; i++) if (fold[at + i] !== form.bytes[place + i]) return;
    const [from, to] = agreement(fold, at, bytes.length, form.bytes, place);
    if (to - from < form.leastBytes) return;
    const key = `${form.text} ${form.name}`;
    if (found.has(key) || isExplained(form.text, fold.slice(from, to))) return;
    const around = bytes.subarray(Math.max(0, from - excerptBytes), Math.min(bytes.length, to + excerptBytes));
    const excerpt = Buffer.from(around).toString("latin1");
    found.set(key, { text: form.text, form: form.name, depth, excerpt });
  }
}

/** One layer of what is searched. */
interface Searched {
  readonly bytes: Uint8Array;
  readonly depth: number;
  readonly found: Map<string, Finding>;
  readonly isExplained: IsExplained;
}

/** From where to where `bytes` are those of a form, around a window that both have. */
function agreement(bytes: Uint8Array, at: number, length: number, form: Uint8Array, place: number): [number, number] {
  let [from, to] = [at, at + window];
  while (from > 0 && place - (at - from) > 0 && bytes[from - 1] === form[place - (at - from) - 1]) from--;
  while (to < length && place + (to - at) < form.length && bytes[to] === form[place + (to - at)]) to++;
  return [from, to];
}

/** Of the eight bytes at `at`. */
function hashAt(bytes: Uint8Array, at: number): number {
  const low = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  const high = bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
  const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high ^ (low >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
