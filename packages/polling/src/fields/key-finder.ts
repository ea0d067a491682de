import { backslash } from "./ascii.ts";
import type { ByteTable } from "./byte-table.ts";
import { longestEscape, Unescaped } from "./unescaped.ts";

/** Compares the keys of an answer with declared ones, as bytes; only one with escapes is put together first. */
export class KeyFinder {
  readonly #unescaped: Unescaped;

  /** `longest`: bytes of the longest declared key. */
  constructor(longest: number) {
    this.#unescaped = new Unescaped(longest);
  }

  /** What belongs to the key between two quotes. Throws an `AnswerError` where its escapes are none. */
  find<V>(table: ByteTable<V>, bytes: Buffer, from: number, to: number): V | undefined {
    // No declared key needs an escape, so one that is equal as it stands is equal.
    const found = table.find(bytes, from, to);
    if (found !== undefined || to - from > table.maxLength * longestEscape) return found;
    let at = from;
    while (at < to && bytes[at] !== backslash) at++;
    if (at === to) return undefined;
    const key = this.#unescaped;
    key.read(bytes, from, to, table.maxLength);
    return key.isCut ? undefined : table.find(key.bytes, 0, key.length);
  }
}
