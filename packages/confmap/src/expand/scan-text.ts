/** A part of a text: as it is, or a reference to be replaced. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "reference";
      /** What stands between the braces: `env:NAME`. */
      readonly head: string;
      /** What stands behind `:-`; undefined without it. */
      readonly fallback: string | undefined;
    };

/**
 * Which dollar signs are escapes. `all`: `$$` is `$`, as in what a user writes. `references`: only `$${` is, as in what
 * a reference brought, so that a password with `$$` in it stays what it is.
 */
export type Escapes = "all" | "references";

/** Takes a text apart, left to right. Undefined when a reference is not closed. */
export function scanText(text: string, escapes: Escapes): Segment[] | undefined {
  const segments: Segment[] = [];
  let literal = "";
  let at = 0;
  while (at < text.length) {
    if (text.startsWith("$$", at) && (escapes === "all" || text[at + 2] === "{")) {
      literal += "$";
      at += 2;
    } else if (text.startsWith("${", at)) {
      const body = readBody(text, at + 2);
      if (body === undefined) return undefined;
      if (literal !== "") segments.push({ kind: "text", text: literal });
      literal = "";
      segments.push({ kind: "reference", head: body.head, fallback: body.fallback });
      at = body.end;
    } else {
      const next = text.indexOf("$", at + 1);
      const end = next < 0 ? text.length : next;
      literal += text.slice(at, end);
      at = end;
    }
  }
  if (literal !== "") segments.push({ kind: "text", text: literal });
  return segments;
}

interface Body {
  readonly head: string;
  readonly fallback: string | undefined;
  /** Behind the closing brace. */
  readonly end: number;
}

/** Reads to the brace that closes the reference; braces inside it, of other references or of a map, come in pairs. */
function readBody(text: string, start: number): Body | undefined {
  let depth = 1;
  let split = -1;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === "$" && text[at + 1] === "$") at++;
    else if (char === "{") depth++;
    else if (char === "}") depth--;
    else if (char === ":" && text[at + 1] === "-" && depth === 1 && split < 0) split = at;
    if (depth > 0) continue;
    const head = text.slice(start, split < 0 ? at : split);
    return { head, fallback: split < 0 ? undefined : text.slice(split + 2, at), end: at + 1 };
  }
  return undefined;
}
