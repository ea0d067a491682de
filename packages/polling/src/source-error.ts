import { CollectorError, isCollectorError, type CollectorErrorDetails } from "@genai-collector/component";

/** Why a request to a source failed: a `CollectorError` that keeps the HTTP status, where there was an answer. */
export class SourceError extends CollectorError {
  readonly status: number | undefined;

  constructor(
    code: string,
    message: string,
    details: CollectorErrorDetails & { readonly status?: number | undefined },
  ) {
    super(code, message, details);
    this.name = "SourceError";
    this.status = details.status;
  }
}

/** The HTTP status behind `error`, if that is what failed. Works across copies of this package. */
export function sourceStatus(error: unknown): number | undefined {
  if (!isCollectorError(error) || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}
