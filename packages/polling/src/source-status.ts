import type { ErrorKind, Instant } from "@genai-collector/component";
import { parseRetryAfter } from "@genai-collector/config/http-client";
import { SourceError } from "./source-error.ts";

/** Longer waits are asked again: one broken header must not silence a loop for a year. */
const longestWaitMs = 3_600_000;

/** What a status means for the poll: `retryable` for what passes by itself, else a human must act. */
export function kindOfStatus(status: number): ErrorKind {
  if (status === 408 || status === 425 || status === 429) return "retryable";
  return status >= 500 && status !== 501 ? "retryable" : "misconfigured";
}

/** The error for an answer that is none. Says nothing of the body, which may hold anything. */
export function errorOfStatus(status: number, headers: Readonly<Record<string, string>>, now: Instant): SourceError {
  const asked = parseRetryAfter(headers["retry-after"], now);
  return new SourceError("SOURCE_STATUS", `the source answered HTTP ${status}`, {
    kind: kindOfStatus(status),
    status,
    retryAfterMs: asked === undefined ? undefined : Math.min(asked, longestWaitMs),
  });
}
