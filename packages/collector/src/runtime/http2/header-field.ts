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
}

/** Of each field besides its bytes. */
const overhead = 32;

/** Makes a field of bytes read as Latin-1. */
export function headerField(name: string, value: string): HeaderField {
  return { name, value, size: name.length + value.length + overhead, kind: kindOf(name, value) };
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
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const badValue = /[\0\r\n]|^[ \t]|[ \t]$/;
const digits = /^\d{1,15}$/;

function kindOf(name: string, value: string): number {
  if (badValue.test(value)) return fieldKind.malformed;
  const kind = kinds.get(name);
  if (kind === undefined) return isRegular(name, value) ? fieldKind.regular : fieldKind.malformed;
  if (kind === fieldKind.contentLength && !digits.test(value)) return fieldKind.malformed;
  if (kind === fieldKind.path && value === "") return fieldKind.malformed;
  return kind;
}

function isRegular(name: string, value: string): boolean {
  return goodName.test(name) && (name !== "te" || value.toLowerCase() === "trailers");
}
