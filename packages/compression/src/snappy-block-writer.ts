import { copyLiterals, longCopy } from "./copy-bytes.ts";
import { matchLength, viewOf } from "./match-length.ts";

/** Matches are found within a fragment, so that positions in it fit two bytes. */
const fragmentBytes = 65_536;
const hashBits = 14;
/** Knuth's multiplier, as in snappy itself. */
const hashFactor = 0x1e35a7bd;
/** Shorter fragments are not worth a search. */
const shortestSearch = 16;
/** Where no match shows for this many bytes, every second position is tried, then every third … */
const patience = 5;

/** Most bytes that `size` bytes can become: one tag and its length for each literal, at the worst place. */
export function longestSnappyBlock(size: number): number {
  return 32 + size + Math.ceil(size / 6);
}

/** Writes snappy blocks into `output`, which must have room for the longest. */
export class SnappyBlockWriter {
  readonly #output: Uint8Array;
  readonly #table = new Uint16Array(1 << hashBits);
  /** Where it writes next. */
  at: number;

  constructor(output: Uint8Array, at: number) {
    this.#output = output;
    this.at = at;
  }

  /** The block's preamble: the length of what it unpacks to. */
  length(size: number): void {
    let rest = size;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.#output[this.at++] = (rest % 128) | 0x80;
    this.#output[this.at++] = rest;
  }

  /** Elements for the bytes of `input` between `from` and `to`. */
  elements(input: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; at += fragmentBytes) this.#fragment(input, at, Math.min(at + fragmentBytes, to));
  }

  #fragment(input: Uint8Array, start: number, end: number): void {
    if (end - start < shortestSearch) return this.#literals(input, start, end);
    const table = this.#table.fill(0);
    const view = viewOf(input);
    // A match may be read four bytes at a time up to here.
    const lastSearch = end - 4;
    let written = start;
    let at = start + 1;
    let tries = 1 << patience;
    while (at <= lastSearch) {
      const four = view.getInt32(at, true);
      const slot = hash(four);
      const candidate = start + table[slot]!;
      table[slot] = at - start;
      if (candidate >= at || view.getInt32(candidate, true) !== four) {
        at += tries++ >>> patience;
        continue;
      }
      this.#literals(input, written, at);
      written = at + matchLength(view, candidate, at, end);
      this.#copy(at - candidate, written - at);
      if (written - 1 <= lastSearch) table[hash(view.getInt32(written - 1, true))] = written - 1 - start;
      at = written;
      tries = 1 << patience;
    }
    this.#literals(input, written, end);
  }

  #literals(input: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (length === 0) return;
    const output = this.#output;
    let at = this.at;
    // A fragment has at most 65,536 of them: two bytes hold one less than that.
    if (length <= 60) output[at++] = (length - 1) << 2;
    else {
      output[at++] = (length <= 256 ? 60 : 61) << 2;
      output[at++] = length - 1;
      if (length > 256) output[at++] = (length - 1) >>> 8;
    }
    if (length > longCopy) copyLiterals(input, from, output, at, length);
    else for (let i = 0; i < length; i++) output[at + i] = input[from + i]!;
    this.at = at + length;
  }

  #copy(offset: number, length: number): void {
    let rest = length;
    // A copy says 64 bytes at most; what is left must be at least four, so that it may take the short form.
    for (; rest >= 68; rest -= 64) this.#longCopy(offset, 64);
    if (rest > 64) {
      this.#longCopy(offset, 60);
      rest -= 60;
    }
    if (rest >= 12 || offset >= 2048) return this.#longCopy(offset, rest);
    this.#output[this.at++] = ((offset >>> 8) << 5) | ((rest - 4) << 2) | 1;
    this.#output[this.at++] = offset;
  }

  #longCopy(offset: number, length: number): void {
    this.#output[this.at++] = ((length - 1) << 2) | 2;
    this.#output[this.at++] = offset;
    this.#output[this.at++] = offset >>> 8;
  }
}

function hash(four: number): number {
  return Math.imul(four, hashFactor) >>> (32 - hashBits);
}
