import { copyLiterals, longCopy } from "./copy-bytes.ts";
import { matchLength, shortestMatch, viewOf } from "./match-length.ts";

const hashBits = 14;
/** Knuth's multiplier, as in LZ4 itself. */
const hashFactor = 0x9e3779b1;
const farthest = 65_535;
/** The format wants literals at the end of a block, and no match that begins in its last twelve bytes. */
const lastLiterals = 5;
const lastMatch = 12;
/** Where no match shows for this many tries (as a power of two), every second position is tried, then every third … */
const patience = 6;

/** Most bytes that a block of `size` bytes can become. */
export function longestLz4Block(size: number): number {
  return size + Math.ceil(size / 255) + 16;
}

/** Writes LZ4 blocks that stand alone (LZ4 block format). */
export class Lz4BlockWriter {
  /** Positions plus one, so that 0 says that there is none. */
  readonly #table = new Int32Array(1 << hashBits);
  #output: Uint8Array = new Uint8Array();
  #at = 0;

  /** One block for the bytes between `start` and `end`, written to `output` from `at`. Returns where it ends. */
  write(input: Uint8Array, start: number, end: number, output: Uint8Array, at: number): number {
    this.#output = output;
    this.#at = at;
    const table = this.#table.fill(0);
    const view = viewOf(input);
    let written = start;
    let tries = 1 << patience;
    for (let position = start; position <= end - lastMatch;) {
      const four = view.getInt32(position, true);
      const slot = Math.imul(four, hashFactor) >>> (32 - hashBits);
      const candidate = table[slot]! - 1;
      table[slot] = position + 1;
      if (candidate < 0 || position - candidate > farthest || view.getInt32(candidate, true) !== four) {
        position += tries++ >>> patience;
        continue;
      }
      const length = matchLength(view, candidate, position, end - lastLiterals);
      this.#sequence(input, written, position, position - candidate, length);
      position += length;
      written = position;
      tries = 1 << patience;
    }
    this.#literals(input, written, end, 0);
    return this.#at;
  }

  #sequence(input: Uint8Array, from: number, to: number, offset: number, length: number): void {
    const match = length - shortestMatch;
    this.#literals(input, from, to, Math.min(match, 15));
    this.#output[this.#at++] = offset;
    this.#output[this.#at++] = offset >>> 8;
    if (match >= 15) this.#longLength(match);
  }

  /** A token, whose lower half the caller gives, and the literals behind it. */
  #literals(input: Uint8Array, from: number, to: number, lowerHalf: number): void {
    const length = to - from;
    this.#output[this.#at++] = (Math.min(length, 15) << 4) | lowerHalf;
    if (length >= 15) this.#longLength(length);
    const output = this.#output;
    const at = this.#at;
    if (length > longCopy) copyLiterals(input, from, output, at, length);
    else for (let i = 0; i < length; i++) output[at + i] = input[from + i]!;
    this.#at = at + length;
  }

  #longLength(length: number): void {
    let rest = length - 15;
    for (; rest >= 255; rest -= 255) this.#output[this.#at++] = 255;
    this.#output[this.#at++] = rest;
  }
}
