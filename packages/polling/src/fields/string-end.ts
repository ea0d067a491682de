import { backslash, quote } from "./ascii.ts";

/** Bytes that are looked at one by one, before a native search: below, the call costs more than it saves (measured). */
const nearBytes = 24;

/**
 * Where the quote is that closes a string; -1 where it is not before `to`. `from` is behind the opening quote, or
 * anywhere behind it that no backslash escapes. Looks for quotes and counts the backslashes before them: what the string
 * says costs next to nothing, and is neither checked nor decoded.
 */
export function stringEnd(bytes: Buffer, from: number, to: number): number {
  const near = Math.min(to, from + nearBytes);
  let at = from;
  while (at < near) {
    const byte = bytes[at];
    if (byte === quote) return at;
    at += byte === backslash ? 2 : 1;
  }
  return at < to ? farStringEnd(bytes, at, to) : -1;
}

function farStringEnd(bytes: Buffer, from: number, to: number): number {
  let found = bytes.indexOf(quote, from);
  while (found >= 0 && found < to) {
    if (!isEscaped(bytes, from, found)) return found;
    found = bytes.indexOf(quote, found + 1);
  }
  return -1;
}

/** Whether the byte at `at` follows an odd number of backslashes; the one at `from` is known not to be escaped. */
export function isEscaped(bytes: Uint8Array, from: number, at: number): boolean {
  let run = at;
  while (run > from && bytes[run - 1] === backslash) run--;
  return ((at - run) & 1) === 1;
}
