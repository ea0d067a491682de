import type { Instant } from "@genai-collector/component";

/**
 * Milliseconds to wait by a `Retry-After`: seconds, or an HTTP date seen from `now` (RFC 9110 §10.2.3). Undefined for
 * none, for one that is malformed, and for one that has passed.
 */
export function parseRetryAfter(value: string | undefined, now: Instant): number | undefined {
  const text = value?.trim();
  if (text === undefined || text === "") return undefined;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : httpDate(text) - now;
  return ms > 0 ? ms : undefined;
}

/** NaN for what is no HTTP date: `Date.parse` alone would take much else for one. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) && /(GMT|UTC)$|\d{4}$/.test(text) ? Date.parse(text) : Number.NaN;
}
