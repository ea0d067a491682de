/**
 * A URL as it may be shown: without query, fragment and user information, which may be credentials (a signed URL is a
 * bearer token). Text that is no URL is cut at the first `?`.
 */
export function redactUrl(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    // Not a URL: show what cannot hold a query.
    return url.split(/[?#]/, 1)[0]!;
  }
}
