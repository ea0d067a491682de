import { isContent } from "./content-floor.ts";

/** No name of content is longer, however it is escaped: what stands behind that does not change the answer. */
const longestName = 1_024;

/** How often JSON stands in JSON, at most, as far as escapes inside a name are read. */
const deepest = 8;

const quote = 0x22;
const backslash = 0x5c;

/**
 * Whether a text is JSON, or begins as it, that names content: applications log whole requests as one attribute. Names
 * are found in any depth, inside JSON that is a text in JSON, and in JSON that was cut off: no parser would read that.
 * One pass over the text, whatever is in it.
 */
export function namesContent(text: string): boolean {
  if (!/^\s*[{["]/.test(text)) return false;
  let opened = -1;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    // What ends here is a name if a colon follows. Backslashes before a quote belong to it, not to the name.
    if (opened >= 0 && isBeforeColon(text, at + 1) && isContent(nameIn(text, opened + 1, at))) return true;
    opened = at;
  }
  return false;
}

function isBeforeColon(text: string, from: number): boolean {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return text.charCodeAt(at) === 0x3a;
}

/** The white space of JSON (RFC 8259 §2). */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function nameIn(text: string, start: number, end: number): string {
  let last = end;
  while (last > start && text.charCodeAt(last - 1) === backslash) last--;
  let name = text.slice(start, Math.min(last, start + longestName));
  for (let depth = 0; depth < deepest && name.includes("\\"); depth++) {
    const read = tryUnescape(name);
    if (read === undefined) break;
    name = read;
  }
  return name;
}

/** Undefined for what is no text of JSON. */
function tryUnescape(escaped: string): string | undefined {
  try {
    const read: unknown = JSON.parse(`"${escaped}"`);
    return typeof read === "string" ? read : undefined;
  } catch {
    // Cut in the middle of an escape, or none: the name is what it looks like.
    return undefined;
  }
}

/** The same for bytes, which are looked at only if they begin as JSON does. */
export function bytesNameContent(bytes: Uint8Array): boolean {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf; // a byte order mark
  const first = bytes.find((byte, at) => !isSpace(byte) && !(isMarked && at < 3));
  const mayBeJson = first === 0x7b || first === 0x5b || first === quote;
  return mayBeJson && namesContent(new TextDecoder().decode(bytes));
}
