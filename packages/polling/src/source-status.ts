import type { ErrorKind, Instant } from "@genai-collector/component";
import { SourceError } from "./source-error.ts";

/** Longer waits are asked again: one broken header must not silence a loop for a year. */
const longestWaitMs = 3_600_000;

/** What a status means for the poll: `retryable` for what passes by itself, else a human must act. */
export function kindOfStatus(status: number): ErrorKind {
  if (status === 408 || status === 425 || status === 429) return "retryable";
  return status >= 500 && status !== 501 ? "retryable" : "misconfigured";
}

/** Milliseconds to wait, from whole seconds or an HTTP date (RFC 9110 §10.2.3). Undefined: nothing that is ahead of `now`. */
export function parseRetryAfter(value: string | undefined, now: Instant): number | undefined {
  const text = value?.trim() ?? "";
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return waitMs > 0 ? Math.min(waitMs, longestWaitMs) : undefined;
}

/** The error for an answer that is none. Says nothing of the body, which may hold anything. */
export function errorOfStatus(status: number, headers: Readonly<Record<string, string>>, now: Instant): SourceError {
  return new SourceError("SOURCE_STATUS", `the source answered HTTP ${status}`, {
    kind: kindOfStatus(status),
    status,
    retryAfterMs: kindOfStatus(status) === "retryable" ? parseRetryAfter(headers["retry-after"], now) : undefined,
  });
}
