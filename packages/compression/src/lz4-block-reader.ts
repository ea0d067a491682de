import { copyLiterals, copyMatch, longCopy } from "./copy-bytes.ts";
import { CorruptDataError } from "./corrupt-data-error.ts";

/** A length of 15 in a token goes on in the bytes behind it; matches are four longer than they say. */
const longLength = 15;
const shortestMatch = 4;

/** The bytes that the block between `at` and `end` unpacks to, from its lengths alone. Throws CorruptDataError. */
export function lz4BlockSize(input: Uint8Array, start: number, end: number): number {
  let size = 0;
  for (let at = start; at < end;) {
    const token = input[at++]!;
    let literals = token >>> 4;
    let match = token & 15;
    if (literals === longLength) for (let byte = 255; byte === 255; literals += byte) byte = next(input, at++, end);
    size += literals;
    at += literals;
    if (at > end) fail(end, "ends within literals");
    if (at === end) return size;
    at += 2;
    if (match === longLength) for (let byte = 255; byte === 255; match += byte) byte = next(input, at++, end);
    size += match + shortestMatch;
  }
  // The last sequence of a block has literals alone.
  return fail(end, "ends with a copy");
}

/**
 * Reads the sequences of one LZ4 block (LZ4 block format) into `output`, and leaves off where it is told to. The caller
 * has asked lz4BlockSize and made that much room.
 */
export class Lz4BlockReader {
  readonly #input: Uint8Array;
  readonly #end: number;
  readonly #output: Uint8Array;
  readonly #history: number;
  #at: number;
  #filled: number;

  /** Sequences stand in `input` from `at` to `end`; copies may reach back in `output` to `history`. */
  constructor(input: Uint8Array, at: number, end: number, output: Uint8Array, history: number, filled: number) {
    this.#input = input;
    this.#at = at;
    this.#end = end;
    this.#output = output;
    this.#history = history;
    this.#filled = filled;
  }

  /** How far `output` is filled. */
  get filled(): number {
    return this.#filled;
  }

  /**
   * Goes on until about `bytes` more are filled. Returns whether the block is at its end; throws CorruptDataError.
   *
   * The hot loop of the codec, in one piece and on local variables: cut into methods and fields it takes twice as long.
   */
  read(bytes: number): boolean {
    const input = this.#input;
    const output = this.#output;
    const end = this.#end;
    let at = this.#at;
    let filled = this.#filled;
    const pauseAt = filled + bytes;
    while (filled < pauseAt) {
      const token = input[at++]!;
      let literals = token >>> 4;
      if (literals === longLength) for (let byte = 255; byte === 255; literals += byte) byte = input[at++]!;
      if (literals > longCopy) copyLiterals(input, at, output, filled, literals);
      else for (let i = 0; i < literals; i++) output[filled + i] = input[at + i]!;
      filled += literals;
      at += literals;
      if (at >= end) {
        this.#filled = filled;
        return true;
      }
      const offset = input[at]! | (input[at + 1]! << 8);
      at += 2;
      let match = token & 15;
      if (match === longLength) for (let byte = 255; byte === 255; match += byte) byte = input[at++]!;
      match += shortestMatch;
      const from = filled - offset;
      if (offset === 0 || from < this.#history) fail(at, "copies from outside");
      if (match > longCopy) copyMatch(output, filled, offset, match);
      else for (let i = 0; i < match; i++) output[filled + i] = output[from + i]!;
      filled += match;
    }
    this.#at = at;
    this.#filled = filled;
    return false;
  }
}

function next(input: Uint8Array, at: number, end: number): number {
  return at < end ? input[at]! : fail(end, "ends within a length");
}

function fail(at: number, problem: string): never {
  throw new CorruptDataError("lz4", at, problem);
}
