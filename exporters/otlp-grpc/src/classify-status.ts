import { CollectorError, type CollectorErrorDetails } from "@genai-collector/component";
import { failedCode, malformedCode, tooLargeCode } from "@genai-collector/exporterhelper";
import { classifyRefusal, quote, saysMalformed } from "@genai-collector/exporterhelper/otlp";
import { statusName, type StatusName } from "./status-codes.ts";

/** What a call ended with, its text with credentials taken out. */
export interface SinkStatus {
  readonly code: number;
  readonly text: string;
  /** From `RetryInfo`. Absent: there is none. */
  readonly retryAfterMs?: number | undefined;
}

/** Statuses that say "later" (OTLP/gRPC). `RESOURCE_EXHAUSTED` does so only with `RetryInfo`. */
const unavailable: ReadonlySet<StatusName> = new Set([
  "CANCELLED",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNAVAILABLE",
  "DATA_LOSS",
]);

/** How servers say that a message is larger than they take: grpc-go and grpc-js; grpc-java; tonic; nginx. */
const tooLarge = /larger than max|exceeds maximum size|message length too large|entity too large/i;

/**
 * The error that a status other than `OK` stands for. `items` is what the request held.
 *
 * https://opentelemetry.io/docs/specs/otlp/#failures
 */
export function classifyStatus(status: SinkStatus, items: number): CollectorError {
  const name = statusName(status.code);
  const { text, retryAfterMs } = status;
  if ((name === "RESOURCE_EXHAUSTED" || name === "OUT_OF_RANGE") && tooLarge.test(text))
    return error(tooLargeCode, status, { kind: "gap", rejected: [{ items, reason: "payload_too_large" }] });
  if (unavailable.has(name)) return error("EXPORT_UNAVAILABLE", status, { kind: "retryable", retryAfterMs });
  switch (name) {
    case "DEADLINE_EXCEEDED":
      return error("EXPORT_TIMEOUT", status, { kind: "retryable", retryAfterMs });
    case "RESOURCE_EXHAUSTED":
      // Without a time to come again it is a quota: only a human can do something about it.
      return retryAfterMs === undefined
        ? error("EXPORT_EXHAUSTED", status, { kind: "misconfigured" })
        : error("EXPORT_UNAVAILABLE", status, { kind: "retryable", retryAfterMs });
    case "UNAUTHENTICATED":
    case "PERMISSION_DENIED":
      return error("EXPORT_UNAUTHORIZED", status, { kind: "misconfigured" });
    case "INVALID_ARGUMENT":
      return classifyRefusal({ text, items, message: () => messageOf(status), answer: name });
    case "FAILED_PRECONDITION":
    case "ALREADY_EXISTS":
      return classifyRefusal({
        text,
        items,
        message: () => messageOf(status),
        otherwise: "EXPORT_MISCONFIGURED",
        answer: name,
      });
    case "NOT_FOUND":
    case "UNIMPLEMENTED":
      return error("EXPORT_MISCONFIGURED", status, { kind: "misconfigured" });
    default:
      return classifyFailure(status);
  }
}

/** `INTERNAL` and `UNKNOWN`: the sink failed. Servers in Go also answer what they cannot decode so. */
function classifyFailure(status: SinkStatus): CollectorError {
  if (saysMalformed(status.text) || /error unmarshall?ing/i.test(status.text))
    return error(malformedCode, status, { kind: "malformed" });
  return error(failedCode, status, { kind: "retryable", retryAfterMs: status.retryAfterMs });
}

function error(code: string, status: SinkStatus, details: CollectorErrorDetails): CollectorError {
  return new CollectorError(code, messageOf(status), { ...details, answer: statusName(status.code) });
}

function messageOf({ code, text }: SinkStatus): string {
  const said = quote(text);
  return `the call ended with ${statusName(code)}${said === "" ? "" : `: ${said}`}`;
}
