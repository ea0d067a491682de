import { CollectorError, type CollectorErrorDetails } from "@genai-collector/component";
import {
  failedCode,
  malformedCode,
  refusedCode,
  rejectedItemsCode,
  tooLargeCode,
} from "@genai-collector/exporterhelper";

/** What the sink answered, its message with credentials taken out. */
export interface SinkAnswer {
  readonly status: number;
  /** What it says, whole. Empty for pages that are made for people. */
  readonly text: string;
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
const unavailable = new Set([408, 425, 429, 502, 503, 504]);

/** Statuses that are about the request as such, whatever their text says. */
const misconfigured = new Set([401, 403, 404]);

const longestQuote = 256;

/**
 * The error that an answer outside 2xx stands for. `items` is what the request held.
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export function classifyResponse(answer: SinkAnswer, items: number): CollectorError {
  const { status, retryAfterMs } = answer;
  if (unavailable.has(status)) return error("EXPORT_UNAVAILABLE", answer, { kind: "retryable", retryAfterMs });
  if (status === 413) return rejection(tooLargeCode, answer, items, "payload_too_large");
  if (status >= 300 && status < 400) return error("EXPORT_REDIRECTED", answer, { kind: "misconfigured" });
  if (status === 401 || status === 403) return error("EXPORT_UNAUTHORIZED", answer, { kind: "misconfigured" });
  if (status === 501) return error("EXPORT_MISCONFIGURED", answer, { kind: "misconfigured" });
  if (status < 400 || status >= 500) return error(failedCode, answer, { kind: "retryable", retryAfterMs });
  return classifyRefusal(answer, items);
}

/** The rest of 4xx: the text decides. */
function classifyRefusal(answer: SinkAnswer, items: number): CollectorError {
  const text = misconfigured.has(answer.status) ? "" : answer.text.toLowerCase();
  const known = knownRejects.find(([, signs]) => signs.some((sign) => text.includes(sign)));
  if (known !== undefined) return rejection(rejectedItemsCode, answer, items, known[0]);
  if (malformedSigns.some((sign) => text.includes(sign))) return error(malformedCode, answer, { kind: "malformed" });
  return error(answer.status === 400 ? refusedCode : "EXPORT_MISCONFIGURED", answer, { kind: "misconfigured" });
}

function rejection(code: string, answer: SinkAnswer, items: number, reason: string): CollectorError {
  return error(code, answer, { kind: "gap", rejected: [{ items, reason }] });
}

function error(code: string, { status, text }: SinkAnswer, details: CollectorErrorDetails): CollectorError {
  const said = quote(text);
  return new CollectorError(code, `the sink answered ${status}${said === "" ? "" : `: ${said}`}`, details);
}

/** The beginning of a text, on one line and without control characters: it goes to logs and terminals. */
export function quote(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, longestQuote);
}
