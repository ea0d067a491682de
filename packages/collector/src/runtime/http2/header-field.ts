/** What a field is to a request. */
export const fieldKind = {
  regular: 0,
  method: 1,
  scheme: 2,
  path: 3,
  authority: 4,
  contentLength: 5,
  /** No request may have it (RFC 9113 §8.2, §8.3). */
  malformed: 6,
} as const;

/** One field, as tables keep it: who sees it again need not look at it again. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
  /** Bytes that it counts as (RFC 7541 §4.1). */
  readonly size: number;
  /** One of `fieldKind`. */
  readonly kind: number;
  /** The same of its name alone. */
  readonly nameKind: number;
}

/** Of each field besides its bytes. */
const overhead = 32;

/** Makes a field of bytes read as Latin-1. */
export function headerField(name: string, value: string): HeaderField {
  return fieldOf(name, nameKindOf(name), value);
}

/**
 * Makes a field of the name of another. That one is not looked at again: a few bytes can name it, and a block of them
 * would make work for thousands of times its length.
 */
export function namesake({ name, nameKind }: HeaderField, value: string): HeaderField {
  return fieldOf(name, nameKind, value);
}

function fieldOf(name: string, nameKind: number, value: string): HeaderField {
  const size = name.length + value.length + overhead;
  return { name, value, size, kind: kindOf(name, nameKind, value), nameKind };
}

const kinds: ReadonlyMap<string, number> = new Map([
  [":method", fieldKind.method],
  [":scheme", fieldKind.scheme],
  [":path", fieldKind.path],
  [":authority", fieldKind.authority],
  ["content-length", fieldKind.contentLength],
  // Of HTTP/1.1's connections (RFC 9113 §8.2.2).
  ["connection", fieldKind.malformed],
  ["proxy-connection", fieldKind.malformed],
  ["keep-alive", fieldKind.malformed],
  ["transfer-encoding", fieldKind.malformed],
  ["upgrade", fieldKind.malformed],
]);

/** A token in lower case. */
const goodName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const badValue = /[\0\r\n]|^[ \t]|[ \t]$/;
const digits = /^\d{1,15}$/;

function nameKindOf(name: string): number {
  return kinds.get(name) ?? (goodName.test(name) ? fieldKind.regular : fieldKind.malformed);
}

function kindOf(name: string, nameKind: number, value: string): number {
  return badValue.test(value) || !isAllowed(name, nameKind, value) ? fieldKind.malformed : nameKind;
}

function isAllowed(name: string, nameKind: number, value: string): boolean {
  if (nameKind === fieldKind.contentLength) return digits.test(value);
  if (nameKind === fieldKind.path) return value !== "";
  return name !== "te" || value.toLowerCase() === "trailers";
}
