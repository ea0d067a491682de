import { authRefusedCode, isCollectorError, type CollectorError } from "@genai-collector/component";
import { grpcCode, type GrpcCode } from "./grpc-code.ts";
import { RequestError } from "./request-error.ts";
import type { StatusMessage } from "./status-message.ts";

/** What a sender is told of an error. */
export interface ErrorStatus {
  readonly http: 400 | 401 | 408 | 413 | 429 | 500 | 503;
  readonly status: StatusMessage & { readonly code: GrpcCode };
}

/** What a client that is told to come back without a delay of its own is asked to wait. */
const defaultDelayMs = 1_000;

/**
 * OTLP clients retry 429 and 503, UNAVAILABLE, and RESOURCE_EXHAUSTED with a delay, and drop on anything else, so only
 * what may work later gets those. The message of an expected error is passed on; the text of a bug is not, because it may
 * quote what was being worked on.
 *
 * https://opentelemetry.io/docs/specs/otlp/#failures
 */
export function errorStatus(error: unknown): ErrorStatus {
  if (error instanceof RequestError) return answer(error.httpStatus, error.code, error.message);
  if (!isCollectorError(error)) return answer(500, grpcCode.internal, "internal error");
  switch (error.kind) {
    case "retryable":
      return answer(503, grpcCode.unavailable, error.message, error.retryAfterMs);
    case "refused":
      return answer(429, grpcCode.resourceExhausted, error.message, error.retryAfterMs ?? defaultDelayMs);
    case "malformed":
    case "misconfigured":
    case "gap":
      return finalStatus(error);
  }
}

/** Of what must not be sent again. */
function finalStatus(error: CollectorError): ErrorStatus {
  if (error.code === authRefusedCode) return answer(401, grpcCode.unauthenticated, error.message);
  // What does not decode was sent so; what a sink calls malformed may be our own doing.
  if (error.kind === "malformed" && error.code.startsWith("PDATA_"))
    return answer(400, grpcCode.invalidArgument, error.message);
  return answer(500, grpcCode.internal, error.message);
}

function answer(http: ErrorStatus["http"], code: GrpcCode, message: string, retryDelayMs?: number): ErrorStatus {
  return { http, status: { code, message, retryDelayMs } };
}
