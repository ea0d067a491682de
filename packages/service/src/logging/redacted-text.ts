/** Longest text that a log line repeats of an error or a value. */
const maxLength = 2_000;

/** A URL: scheme, userinfo, authority and path, query and fragment. The scheme's length is bounded to stay linear. */
const url = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/?#"'<>]*@)?([^\s?#"'<>]*)(?:[?#][^\s"'<>]*)?/gi;
/** A query behind a path without scheme and authority. */
const query = /\?[\w.~%[\]-]+=[^\s"'<>]*/g;

/** Without what URLs may carry beside their place (userinfo, query, fragment), and of bounded length. */
export function redactedText(text: string): string {
  const clean = text.replace(url, "$1$2").replace(query, "");
  return clean.length > maxLength ? `${clean.slice(0, maxLength)}… (${clean.length} characters)` : clean;
}
