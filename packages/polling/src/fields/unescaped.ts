import { AnswerError } from "./answer-error.ts";
import { backslash } from "./ascii.ts";

/** What a backslash and one letter stand for. `\u` is not among them. */
const shortEscapes = new Map(
  Object.entries({ '"': 0x22, "\\": 0x5c, "/": 0x2f, b: 0x08, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 }).map(
    ([letter, byte]) => [letter.charCodeAt(0), byte] as const,
  ),
);

/** The longest way to write one byte in a JSON string: `\u0041`. */
export const longestEscape = 6;

/** The UTF-8 of one JSON string at a time, its escapes resolved: bytes, in a buffer that is used again. */
export class Unescaped {
  readonly bytes: Buffer;
  length = 0;
  /** More follows than `limit` bytes; a character may be cut in two. */
  isCut = false;

  /** `capacity`: the highest `limit`. */
  constructor(capacity: number) {
    // The last character that fits in part is written as a whole.
    this.bytes = Buffer.alloc(capacity + 4);
  }

  /** What stands between the quotes, up to `limit` bytes. Throws an `AnswerError` for what no JSON string may hold. */
  read(bytes: Uint8Array, from: number, to: number, limit: number): void {
    this.length = 0;
    this.isCut = false;
    let at = from;
    while (at < to && this.length <= limit) {
      const byte = bytes[at]!;
      if (byte < 0x20) throw new AnswerError("POLLING_BAD_JSON", "expected no control character in a string", at);
      if (byte !== backslash) {
        this.bytes[this.length++] = byte;
        at++;
      } else at = this.#escape(bytes, at, to);
    }
    this.isCut = this.length > limit;
    if (this.isCut) this.length = limit;
  }

  #escape(bytes: Uint8Array, at: number, to: number): number {
    if (bytes[at + 1] === 0x75) return this.#unicodeEscape(bytes, at, to);
    const byte = at + 1 < to ? shortEscapes.get(bytes[at + 1]!) : undefined;
    if (byte === undefined) throw badEscape(at);
    this.bytes[this.length++] = byte;
    return at + 2;
  }

  #unicodeEscape(bytes: Uint8Array, at: number, to: number): number {
    const unit = hexUnit(bytes, at, to);
    if (unit < 0) throw badEscape(at);
    const next = at + longestEscape;
    if (unit >= 0xd800 && unit < 0xdc00 && bytes[next] === backslash && bytes[next + 1] === 0x75) {
      const low = hexUnit(bytes, next, to);
      if (low >= 0xdc00 && low < 0xe000) {
        this.#put(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
        return next + longestEscape;
      }
    }
    // Half a pair has no UTF-8.
    this.#put(unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
    return next;
  }

  #put(codePoint: number): void {
    const { bytes } = this;
    if (codePoint < 0x80) bytes[this.length++] = codePoint;
    else if (codePoint < 0x800) {
      bytes[this.length++] = 0xc0 | (codePoint >> 6);
      bytes[this.length++] = 0x80 | (codePoint & 0x3f);
    } else if (codePoint < 0x10000) {
      bytes[this.length++] = 0xe0 | (codePoint >> 12);
      bytes[this.length++] = 0x80 | ((codePoint >> 6) & 0x3f);
      bytes[this.length++] = 0x80 | (codePoint & 0x3f);
    } else {
      bytes[this.length++] = 0xf0 | (codePoint >> 18);
      bytes[this.length++] = 0x80 | ((codePoint >> 12) & 0x3f);
      bytes[this.length++] = 0x80 | ((codePoint >> 6) & 0x3f);
      bytes[this.length++] = 0x80 | (codePoint & 0x3f);
    }
  }
}

/** The code unit of the `\uXXXX` at `at`; -1 where it is none. */
function hexUnit(bytes: Uint8Array, at: number, to: number): number {
  if (at + longestEscape > to) return -1;
  let unit = 0;
  for (let i = at + 2; i < at + longestEscape; i++) {
    const digit = hexDigit(bytes[i]!);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/** 0 to 15; -1 for what is no hexadecimal digit. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function badEscape(at: number): AnswerError {
  return new AnswerError("POLLING_BAD_JSON", "expected an escape that JSON knows", at);
}
