import type { HttpResponse, Instant } from "@genai-collector/component";
import { parseRetryAfter } from "@genai-collector/config/http-client";
import { SourceError } from "@genai-collector/polling";

/** One header that asks for more must not silence a loop for a day. */
const longestWaitMs = 3_600_000;
/** Of an error's body nothing more is looked at. */
const shownBytes = 512;
/** In the error of a plan that is used up: no waiting for a minute brings it back. */
const usageLimit = Buffer.from("usage limit");

/**
 * The error for an answer with status 429: `LANGSMITH_QUOTA` (retryable, after `Retry-After` where it is given), or
 * `LANGSMITH_USAGE_LIMIT` (misconfigured) where the plan is used up. Nothing of the body becomes text.
 */
export async function refusedByQuota(response: HttpResponse, now: Instant): Promise<SourceError> {
  const body = await response.body.read(64 * 1024).catch(() => new Uint8Array());
  const head = Buffer.from(body.subarray(0, shownBytes));
  if (head.includes(usageLimit)) {
    return new SourceError(
      "LANGSMITH_USAGE_LIMIT",
      "LangSmith says that the plan's usage limit is reached (HTTP 429)",
      {
        kind: "misconfigured",
        status: 429,
      },
    );
  }
  const asked = parseRetryAfter(response.headers["retry-after"], now);
  return new SourceError("LANGSMITH_QUOTA", "LangSmith's rate limit is reached (HTTP 429): lower rate_limit", {
    kind: "retryable",
    status: 429,
    retryAfterMs: asked === undefined ? undefined : Math.min(asked, longestWaitMs),
  });
}
