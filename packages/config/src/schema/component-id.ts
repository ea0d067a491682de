/** A component's or pipeline's ID, taken apart. */
export interface ComponentIdParts {
  readonly type: string;
  /** Absent in `otlp`; `a/b` in `otlp/a/b`. */
  readonly name: string | undefined;
}

const typePattern = /^[a-zA-Z][0-9a-zA-Z_]{0,62}$/u;
const namePattern = /^[^\p{Z}\p{C}\p{S}]+$/u;
const longestName = 1024;

/** What an ID may look like, as a regular expression over the whole text; lengths of names are checked when it is parsed. */
export const componentIdPattern = String.raw`^\s*[a-zA-Z][0-9a-zA-Z_]{0,62}\s*(?:/\s*[^\p{Z}\p{C}\p{S}]+\s*)?$`;

/**
 * Takes `type` or `type/name` apart at the first slash, blanks around both left out (otelcol's grammar). Otherwise says
 * what is wrong with it.
 */
export function parseComponentId(text: string): ComponentIdParts | { readonly problem: string } {
  const slash = text.indexOf("/");
  const type = (slash < 0 ? text : text.slice(0, slash)).trim();
  const name = slash < 0 ? undefined : text.slice(slash + 1).trim();
  if (type === "" && name === undefined) return { problem: "an ID must not be empty" };
  if (type === "") return { problem: `in "${text}", the part before / must not be empty` };
  if (name === "") return { problem: `in "${text}", the part after / must not be empty` };
  if (type.length > 63) return { problem: `the type "${type.slice(0, 20)}…" is longer than 63 characters` };
  if (!typePattern.test(type))
    return { problem: `the type "${type}" may hold letters, digits and _ only, and begins with a letter` };
  if (name === undefined) return { type, name };
  if (new TextEncoder().encode(name).length > longestName)
    return { problem: `the name of "${text.slice(0, 20)}…" is longer than ${longestName} bytes` };
  if (!namePattern.test(name))
    return { problem: `the name "${name}" must not hold blanks, control characters or symbols` };
  return { type, name };
}

/** `type` or `type/name`. */
export function formatComponentId({ type, name }: ComponentIdParts): string {
  return name === undefined ? type : `${type}/${name}`;
}
