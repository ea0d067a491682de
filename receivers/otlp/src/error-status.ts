import { isCollectorError } from "@genai-collector/component";
import { RequestError, type RefusedStatus } from "./request-error.ts";
import type { StatusMessage } from "./status-message.ts";

/** gRPC status codes that this receiver answers with. */
const grpcCode = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  internal: 13,
  unavailable: 14,
} as const;

const requestCode: Readonly<Record<RefusedStatus, number>> = {
  400: grpcCode.invalidArgument,
  408: grpcCode.deadlineExceeded,
  413: grpcCode.invalidArgument,
};

/** What a sender is told of an error. */
export interface ErrorStatus {
  readonly http: 400 | 408 | 413 | 429 | 500 | 503;
  readonly status: StatusMessage;
  readonly retryAfterMs?: number | undefined;
}

/** What a client that is told to come back without a delay of its own is asked to wait. */
const defaultDelayMs = 1_000;

/**
 * OTLP clients retry 429 and 503 and drop on anything else, so only what may work later gets those. The message of an
 * expected error is passed on; the text of a bug is not, because it may quote what was being worked on.
 *
 * https://opentelemetry.io/docs/specs/otlp/#failures-1
 */
export function errorStatus(error: unknown): ErrorStatus {
  if (error instanceof RequestError) return answer(error.httpStatus, requestCode[error.httpStatus], error.message);
  if (!isCollectorError(error)) return answer(500, grpcCode.internal, "internal error");
  switch (error.kind) {
    case "retryable":
      return answer(503, grpcCode.unavailable, error.message, error.retryAfterMs);
    case "refused":
      return answer(429, grpcCode.resourceExhausted, error.message, error.retryAfterMs ?? defaultDelayMs);
    case "malformed":
      // What does not decode was sent so; what a sink calls malformed may be our own doing.
      return error.code.startsWith("PDATA_")
        ? answer(400, grpcCode.invalidArgument, error.message)
        : answer(500, grpcCode.internal, error.message);
    case "misconfigured":
    case "gap":
      return answer(500, grpcCode.internal, error.message);
  }
}

function answer(http: ErrorStatus["http"], code: number, message: string, retryAfterMs?: number): ErrorStatus {
  return { http, status: { code, message }, retryAfterMs };
}
