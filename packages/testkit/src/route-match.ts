import type { HttpRequest } from "@genai-collector/component";

/** The start of a URL, a pattern over the whole URL, or a decision. */
export type RouteMatch = string | RegExp | ((url: URL, request: HttpRequest) => boolean);

/** Whether a request is one of those. */
export function isMatch(match: RouteMatch, url: URL, request: HttpRequest): boolean {
  if (typeof match === "string") return request.url.startsWith(match);
  return match instanceof RegExp ? match.test(request.url) : match(url, request);
}
