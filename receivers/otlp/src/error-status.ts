import { isCollectorError } from "@genai-collector/component";
import { RequestError } from "./request-error.ts";
import type { StatusMessage } from "./status-message.ts";

/** gRPC status codes that this receiver answers with. */
const grpcCode = { invalidArgument: 3, resourceExhausted: 8, internal: 13, unavailable: 14 } as const;

/** What a sender is told of an error. */
export interface ErrorStatus {
  readonly http: number;
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
  if (error instanceof RequestError) return answer(error.httpStatus, grpcCode.invalidArgument, error.message);
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

function answer(http: number, code: number, message: string, retryAfterMs?: number): ErrorStatus {
  return { http, status: { code, message }, retryAfterMs };
}
