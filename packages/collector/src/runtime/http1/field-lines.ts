import { ProtocolError } from "./protocol-error.ts";

/** More fields than any client sends: each costs far more memory than it has bytes. */
const maxFields = 256;

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** RFC 9110 §5.1 */
export function isFieldName(text: string): boolean {
  return token.test(text);
}

/** RFC 9110 §5.5: visible characters, spaces and tabs; bytes above ASCII are one character each. */
export function isFieldValue(text: string): boolean {
  return fieldValue.test(text);
}

/**
 * Reads field lines, each with its CRLF, from `at` to the end of `text`: names and values in turn. Strict (RFC 9112
 * §5.1, §5.2): no space before the colon, no folding, no CR or LF by itself. Throws a ProtocolError.
 */
export function parseFieldLines(text: string, at: number): string[] {
  const raw: string[] = [];
  while (at < text.length) {
    const end = text.indexOf("\r\n", at);
    const colon = text.indexOf(":", at);
    if (end < 0 || colon < 0 || colon > end) throw new ProtocolError(400, "a field line has no colon");
    const name = text.slice(at, colon);
    const value = trimmed(text, colon + 1, end);
    if (!isFieldName(name)) throw new ProtocolError(400, "a field has a malformed name");
    if (!isFieldValue(value)) throw new ProtocolError(400, "a field has a malformed value");
    raw.push(name, value);
    if (raw.length > 2 * maxFields) throw new ProtocolError(431, `more than ${maxFields} fields`);
    at = end + 2;
  }
  return raw;
}

/** What is between `start` and `end`, without the spaces and tabs around it; `trim` would take other characters, too. */
export function trimmed(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
