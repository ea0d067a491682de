import { staticNames, staticStatuses } from "./static-table.ts";

/** Fields that belong to connections, or to requests: HTTP/2 forbids them in answers (RFC 9113 §8.2.2). */
const forbidden: ReadonlySet<string> = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "te",
]);
const goodName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const badValue = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * The header block of an answer's status and fields; without a status, of its trailers. Throws a TypeError for what
 * HTTP/2 cannot say. No table is used, so that a block means the same on every connection, at any time.
 */
export function encodeFields(status: number | undefined, fields: Readonly<Record<string, string>>): Buffer {
  const bytes: number[] = [];
  if (status !== undefined) putStatus(bytes, status);
  for (const [given, value] of Object.entries(fields)) {
    const name = given.toLowerCase();
    if (!goodName.test(name) || forbidden.has(name))
      throw new TypeError(`no answer has a field ${JSON.stringify(given)}`);
    if (badValue.test(value)) throw new TypeError(`the field ${name} has a value that HTTP/2 cannot carry`);
    putName(bytes, name);
    putString(bytes, value);
  }
  return Buffer.from(bytes);
}

function putStatus(bytes: number[], status: number): void {
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new TypeError(`${status} is no status of an answer`);
  const index = staticStatuses.get(status);
  if (index !== undefined) {
    bytes.push(0x80 | index);
    return;
  }
  putName(bytes, ":status");
  putString(bytes, String(status));
}

/** Of a literal without indexing. */
function putName(bytes: number[], name: string): void {
  const index = staticNames.get(name);
  putNumber(bytes, 0, 0x0f, index ?? 0);
  if (index === undefined) putString(bytes, name);
}

function putString(bytes: number[], text: string): void {
  putNumber(bytes, 0, 0x7f, text.length);
  for (let at = 0; at < text.length; at++) bytes.push(text.charCodeAt(at));
}

/** RFC 7541 §5.1. */
function putNumber(bytes: number[], first: number, mask: number, number: number): void {
  if (number < mask) {
    bytes.push(first | number);
    return;
  }
  bytes.push(first | mask);
  let rest = number - mask;
  for (; rest >= 0x80; rest >>>= 7) bytes.push(0x80 | (rest & 0x7f));
  bytes.push(rest);
}
