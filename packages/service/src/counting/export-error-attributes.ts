import { isAborted, isCollectorError } from "@genai-collector/component";

/** otelcol's names of what went wrong, for the codes that have one: gRPC's as Go writes them, but for this deadline. */
const types: Readonly<Record<string, string>> = {
  EXPORT_TIMEOUT: "Deadline_Exceeded",
  HTTP_TIMEOUT: "Deadline_Exceeded",
  EXPORT_UNAVAILABLE: "Unavailable",
  HTTP_UNREACHABLE: "Unavailable",
  EXPORT_EXHAUSTED: "ResourceExhausted",
  EXPORT_UNAUTHORIZED: "Unauthenticated",
  EXPORT_MALFORMED: "InvalidArgument",
  EXPORT_REFUSED: "InvalidArgument",
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
