import { CollectorError, type ErrorKind } from "@genai-collector/component";
import { tooLargeCode } from "@genai-collector/exporterhelper";

/** What the sink answered, its body as text with credentials taken out. */
export interface SinkAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs?: number | undefined;
}

/** How sinks of the Mimir and Loki kind say that they will never take an item, in lower case. */
const knownRejects: readonly (readonly [reason: string, signs: readonly string[]])[] = [
  ["duplicate_timestamp", ["err-mimir-sample-duplicate-timestamp", "duplicate-timestamp", "duplicate sample"]],
  [
    "too_old",
    [
      "err-mimir-sample-out-of-order",
      "err-mimir-sample-timestamp-too-old",
      "err-mimir-sample-out-of-bounds",
      "out-of-order",
      "out of order",
      "too old",
      "too-old",
      "too far in past",
      "too far behind",
      "greater than max age",
      "max_age",
    ],
  ],
];

/** How they say that what came is not what it should be. */
const malformedSigns = ["failed to parse", "malformed", "proto:", "invalid request body", "bad request body"];

/** Statuses that say "later" (OTLP/HTTP), and those that say so without being in its list: a proxy's 408 and 425. */
const retryable = new Set([408, 425, 429, 502, 503, 504]);

const longestQuote = 256;

/**
 * The error that an answer outside 2xx stands for. `items` is what the request held.
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export function classifyResponse(answer: SinkAnswer, items: number): CollectorError {
  const { status } = answer;
  if (retryable.has(status)) return error("EXPORT_UNAVAILABLE", answer, "retryable");
  if (status === 413) return error(tooLargeCode, answer, "gap", items, "payload_too_large");
  if (status >= 500)
    return status === 501
      ? error("EXPORT_MISCONFIGURED", answer, "misconfigured")
      : error("EXPORT_FAILED", answer, "retryable");
  if (status >= 300 && status < 400) return error("EXPORT_REDIRECTED", answer, "misconfigured");
  if (status < 400) return error("EXPORT_FAILED", answer, "retryable");
  if (status === 401 || status === 403) return error("EXPORT_UNAUTHORIZED", answer, "misconfigured");
  return classifyRejection(answer, items);
}

/** The rest of 4xx: the text decides. */
function classifyRejection(answer: SinkAnswer, items: number): CollectorError {
  const text = answer.body.toLowerCase();
  const known = knownRejects.find(([, signs]) => signs.some((sign) => text.includes(sign)));
  if (known !== undefined) return error("EXPORT_REJECTED_ITEMS", answer, "gap", items, known[0]);
  if (malformedSigns.some((sign) => text.includes(sign))) return error("EXPORT_MALFORMED", answer, "malformed");
  return error("EXPORT_MISCONFIGURED", answer, "misconfigured");
}

function error(code: string, answer: SinkAnswer, kind: ErrorKind, items?: number, reason?: string): CollectorError {
  const { status, body, retryAfterMs } = answer;
  const said = body.trim().replaceAll(/\s+/g, " ").slice(0, longestQuote);
  return new CollectorError(code, `the sink answered ${status}${said === "" ? "" : `: ${said}`}`, {
    kind,
    retryAfterMs: kind === "retryable" ? retryAfterMs : undefined,
    rejected: items === undefined || reason === undefined ? undefined : [{ items, reason }],
  });
}
