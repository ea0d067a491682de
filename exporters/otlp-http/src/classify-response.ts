import { CollectorError, type CollectorErrorDetails } from "@genai-collector/component";
import { failedCode, refusedCode, tooLargeCode } from "@genai-collector/exporterhelper";
import { classifyRefusal, quote } from "@genai-collector/exporterhelper/otlp";

/** What the sink answered, its message with credentials taken out. */
export interface SinkAnswer {
  /** The URL that was asked, as it may be shown. */
  readonly url: string;
  readonly status: number;
  /** What it says, whole. Empty for pages that are made for people. */
  readonly text: string;
  readonly retryAfterMs?: number | undefined;
}

/** Statuses that say "later" (OTLP/HTTP), and those that say so without being in its list: a proxy's 408 and 425. */
const unavailable = new Set([408, 425, 429, 502, 503, 504]);

/**
 * The error that an answer outside 2xx stands for. `items` is what the request held.
 *
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export function classifyResponse(answer: SinkAnswer, items: number): CollectorError {
  const { status, retryAfterMs } = answer;
  if (unavailable.has(status)) return error("EXPORT_UNAVAILABLE", answer, { kind: "retryable", retryAfterMs });
  if (status === 413)
    return error(tooLargeCode, answer, { kind: "gap", rejected: [{ items, reason: "payload_too_large" }] });
  if (status >= 300 && status < 400) return error("EXPORT_REDIRECTED", answer, { kind: "misconfigured" });
  if (status === 401 || status === 403) return error("EXPORT_UNAUTHORIZED", answer, { kind: "misconfigured" });
  // About the request as such, whatever their text says.
  if (status === 404 || status === 501) return error("EXPORT_MISCONFIGURED", answer, { kind: "misconfigured" });
  if (status < 400 || status >= 500) return error(failedCode, answer, { kind: "retryable", retryAfterMs });
  const otherwise = status === 400 ? refusedCode : "EXPORT_MISCONFIGURED";
  const message = (quoted: string): string => messageOf(answer, quoted);
  return classifyRefusal({ text: answer.text, items, message, otherwise, answer: String(status) });
}

function error(code: string, answer: SinkAnswer, details: CollectorErrorDetails): CollectorError {
  return new CollectorError(code, messageOf(answer, quote(answer.text)), { ...details, answer: String(answer.status) });
}

function messageOf({ url, status }: SinkAnswer, quoted: string): string {
  return `${url} answered ${status}${quoted === "" ? "" : `: ${quoted}`}`;
}
