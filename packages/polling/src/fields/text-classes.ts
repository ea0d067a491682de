import { isDigit } from "./ascii.ts";
import { ByteTable } from "./byte-table.ts";
import type { FieldClass } from "./field-class.ts";
import { misfit, type Problem } from "./outcome.ts";
import { hexDigit } from "./unescaped.ts";
import { parseInstant } from "./wire-instant.ts";

/** Stands for a value that is not of the declared class. */
export const other = "_other";

/** The sign `@`. */
export const at = 0x40;
const hyphen = 0x2d;
const maxTimeBytes = 128;
const uuidBytes = 36;

/** One of `values`, which are compared as bytes: nothing that is not in the list ever becomes a string. */
export function enumerationClass<V extends string>(values: readonly V[]): FieldClass<V | typeof other> {
  const table = new ByteTable(values.map((value) => [value, value] as const));
  return {
    name: "enumeration",
    maxTextBytes: table.maxLength,
    longer: misfit,
    other,
    fromText: (bytes, from, to) => table.find(bytes, from, to) ?? misfit,
  };
}

/**
 * Letters, digits, `_ . : / -` and `+`: what models, regions and tiers are called. An `@` may stand before digits that
 * end the word (`claude-x@20250101`) and nowhere else: nothing that looks like an address is let through.
 */
export function wordClass(maxLength: number): FieldClass<string> {
  const read = (bytes: Buffer, from: number, to: number): string | Problem =>
    from < to && isWord(bytes, from, to) ? bytes.toString("latin1", from, to) : misfit;
  return { name: "word", maxTextBytes: maxLength, other, fromText: read };
}

function isWord(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if (bytes[i] === at) return isVersionAt(bytes, from, i, to);
    if (!isWordByte(bytes[i]!)) return false;
  }
  return true;
}

/** Whether the `@` at `i` stands before digits that end the text, and not at its beginning. */
export function isVersionAt(bytes: Uint8Array, from: number, i: number, to: number): boolean {
  return i > from && i + 1 < to && areDigits(bytes, i + 1, to);
}

function isWordByte(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x2d && byte <= 0x3a) || byte === 0x5f || byte === 0x2b;
}

function areDigits(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isDigit(bytes[i]!)) return false;
  return true;
}

/**
 * Visible ASCII alone. Other scripts are left out on purpose: many write whole sentences without a space, so that a
 * prompt would pass for an identifier.
 */
export function visibleClass(name: "identifier" | "cursor", maxLength: number): FieldClass<string> {
  const read = (bytes: Buffer, from: number, to: number): string | Problem =>
    from < to && isVisible(bytes, from, to) ? bytes.toString("latin1", from, to) : misfit;
  return { name, maxTextBytes: maxLength, other: undefined, fromText: read };
}

/** ASCII without spaces and control characters. */
export function isVisible(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! <= 0x20 || bytes[i]! >= 0x7f) return false;
  return true;
}

/** Visible ASCII that is of one shape from its first sign to its last; the pattern must take linear time. */
export function shapedClass(pattern: RegExp, maxLength: number): FieldClass<string> {
  const read = (bytes: Buffer, from: number, to: number): string | Problem => {
    if (from === to || !isVisible(bytes, from, to)) return misfit;
    const text = bytes.toString("latin1", from, to);
    return pattern.test(text) ? text : misfit;
  };
  return { name: "identifier", maxTextBytes: maxLength, other: undefined, fromText: read };
}

/** RFC 9562's text form with its four hyphens, of any version; handed on in lower case. */
export const uuidClass: FieldClass<string> = {
  name: "uuid",
  maxTextBytes: uuidBytes,
  longer: misfit,
  other: undefined,
  fromText: (bytes, from, to) =>
    to - from === uuidBytes && isUuid(bytes, from) ? bytes.toString("latin1", from, to).toLowerCase() : misfit,
};

function isUuid(bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < uuidBytes; i++) {
    const byte = bytes[from + i]!;
    const isFitting = i === 8 || i === 13 || i === 18 || i === 23 ? byte === hyphen : hexDigit(byte) >= 0;
    if (!isFitting) return false;
  }
  return true;
}

export const timeClass: FieldClass<bigint> = {
  name: "time",
  maxTextBytes: maxTimeBytes,
  longer: misfit,
  other: undefined,
  fromText: (bytes, from, to) => (from < to ? parseInstant(bytes, from, to) : undefined) ?? misfit,
};

/** Free text, cut behind the last whole character that fits. */
export function textClass(maxBytes: number): FieldClass<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const read = (bytes: Buffer, from: number, to: number, isCut: boolean): string | Problem => {
    try {
      return decoder.decode(bytes.subarray(from, isCut ? wholeCharacters(bytes, from, to) : to));
    } catch {
      // Not UTF-8. The error would say nothing more.
      return misfit;
    }
  };
  return { name: "text", maxTextBytes: maxBytes, other: undefined, isCut: true, fromText: read };
}

/** `to`, or where the character begins that `to` cuts in two. */
function wholeCharacters(bytes: Uint8Array, from: number, to: number): number {
  for (let start = to - 1; start >= from && start > to - 4; start--) {
    const byte = bytes[start]!;
    if (byte < 0x80) return to;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return start + length > to ? start : to;
  }
  return to;
}
