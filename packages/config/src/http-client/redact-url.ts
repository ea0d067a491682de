/**
 * A URL as it may be shown: without query, fragment and user information, which may be credentials (a signed URL is a
 * bearer token). What is no URL of a host is shown as far as it can hold neither.
 */
export function redactUrl(url: string): string {
  const parsed = URL.parse(url);
  // `user:password@host` reads as a URL too, of a scheme "user".
  if (parsed !== null && parsed.host !== "") return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
  const shown = url.split(/[?#]/, 1)[0]!;
  return shown.slice(shown.lastIndexOf("@") + 1);
}

/**
 * A URL as errors show it. `isForeign`: another side said it, so that its path may be anything, and its host alone is
 * shown.
 */
export function shownUrl(url: string, isForeign: boolean | undefined): string {
  if (isForeign !== true) return redactUrl(url);
  const parsed = URL.parse(url);
  return parsed === null || parsed.host === "" ? "an address that was given" : `${parsed.protocol}//${parsed.host}/…`;
}
