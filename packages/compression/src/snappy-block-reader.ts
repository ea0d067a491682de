import { copyLiterals, longCopy } from "./copy-bytes.ts";
import { CorruptDataError } from "./corrupt-data-error.ts";

/**
 * Reads the elements of one snappy block (format description of snappy, §2) into a part of `output`, and leaves off where
 * it is told to.
 */
export class SnappyBlockReader {
  readonly #input: Uint8Array;
  readonly #end: number;
  readonly #output: Uint8Array;
  readonly #outputStart: number;
  readonly #outputEnd: number;
  #at: number;
  #filled: number;

  /** Elements stand in `input` from `at` to `end` and must fill `output` from `outputStart` to `outputEnd`. */
  constructor(input: Uint8Array, at: number, end: number, output: Uint8Array, outputStart: number, outputEnd: number) {
    this.#input = input;
    this.#at = at;
    this.#end = end;
    this.#output = output;
    this.#outputStart = outputStart;
    this.#outputEnd = outputEnd;
    this.#filled = outputStart;
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
    const outputEnd = this.#outputEnd;
    let at = this.#at;
    let filled = this.#filled;
    const pauseAt = filled + bytes;
    while (at < end) {
      if (filled >= pauseAt) {
        this.#at = at;
        this.#filled = filled;
        return false;
      }
      const tag = input[at++]!;
      const kind = tag & 3;
      let length = (tag >>> 2) + 1;
      if (kind === 0) {
        if (length > 60) {
          const lengthBytes = length - 60;
          if (lengthBytes > end - at) fail(at, "ends within a length");
          length = signed(input, at, lengthBytes) + 1;
          at += lengthBytes;
        }
        if (length <= 0 || length > end - at) fail(at, "ends within literals");
        if (length > outputEnd - filled) fail(at, "has more bytes than it claims");
        if (length > longCopy) copyLiterals(input, at, output, filled, length);
        else for (let i = 0; i < length; i++) output[filled + i] = input[at + i]!;
        at += length;
      } else {
        let offset: number;
        if (kind === 1) {
          if (1 > end - at) fail(at, "ends within a copy");
          length = ((tag >>> 2) & 7) + 4;
          offset = ((tag >>> 5) << 8) | input[at++]!;
        } else if (kind === 2) {
          if (2 > end - at) fail(at, "ends within a copy");
          offset = input[at]! | (input[at + 1]! << 8);
          at += 2;
        } else {
          if (4 > end - at) fail(at, "ends within a copy");
          offset = signed(input, at, 4);
          at += 4;
        }
        if (offset <= 0 || offset > filled - this.#outputStart) fail(at, "copies from outside");
        if (length > outputEnd - filled) fail(at, "has more bytes than it claims");
        const from = filled - offset;
        if (length > longCopy && length <= offset) output.copyWithin(filled, from, from + length);
        else for (let i = 0; i < length; i++) output[filled + i] = output[from + i]!;
      }
      filled += length;
    }
    if (filled < outputEnd) fail(at, "ends before all bytes that it claims are there");
    return true;
  }
}

function fail(at: number, problem: string): never {
  throw new CorruptDataError("snappy", at, problem);
}

/** Least byte first. Four bytes may make a negative number, which is as wrong here as one that is too large. */
function signed(bytes: Uint8Array, at: number, count: number): number {
  let value = bytes[at]!;
  if (count > 1) value |= bytes[at + 1]! << 8;
  if (count > 2) value |= bytes[at + 2]! << 16;
  if (count > 3) value |= bytes[at + 3]! << 24;
  return value;
}
