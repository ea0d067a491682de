import { isAborted, isCollectorError } from "@genai-collector/component";

/** otelcol's names of what went wrong, which are gRPC's, for the codes that have one. */
const types: Readonly<Record<string, string>> = {
  EXPORT_TIMEOUT: "Deadline_Exceeded",
  HTTP_TIMEOUT: "Deadline_Exceeded",
  EXPORT_UNAVAILABLE: "Unavailable",
  HTTP_UNREACHABLE: "Unavailable",
  EXPORT_UNAUTHORIZED: "Unauthenticated",
  EXPORT_MALFORMED: "Invalid_Argument",
  EXPORT_REFUSED: "Invalid_Argument",
};

/** `error.type` and `error.permanent` of a failed export: a closed list, whatever the error. */
export function exportErrorAttributes(error: unknown): { "error.type": string; "error.permanent": string } {
  const isPermanent = !isCollectorError(error) || (error.kind !== "retryable" && error.kind !== "refused");
  return { "error.type": typeOf(error), "error.permanent": String(isPermanent) };
}

function typeOf(error: unknown): string {
  if (isAborted(error)) return "Canceled";
  return (isCollectorError(error) ? types[error.code] : undefined) ?? "_OTHER";
}
