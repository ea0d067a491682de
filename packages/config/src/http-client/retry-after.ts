import type { Instant } from "@genai-collector/component";
import { tryParseHttpDate } from "./http-date.ts";

/** What a number of seconds means that is too large to count with (RFC 9111 §1.2.2): 68 years. */
const mostSeconds = 2_147_483_648;

/**
 * Milliseconds to wait by a `Retry-After`: seconds, or an HTTP date seen from `now` (RFC 9110 §10.2.3). Undefined for
 * none, for one that is malformed, and for one that has passed.
 */
export function parseRetryAfter(value: string | undefined, now: Instant): number | undefined {
  const text = value?.trim() ?? "";
  const ms = /^\d+$/.test(text)
    ? Math.min(Number(text), mostSeconds) * 1_000
    : (tryParseHttpDate(text, now) ?? now) - now;
  return ms > 0 ? ms : undefined;
}
