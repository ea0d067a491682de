import { CollectorError } from "@genai-collector/component";
import { isFull, systemCode } from "@genai-collector/config/record-files";

/** A write that failed: `refused` where the disk or the user's share of it is full, else `retryable`. */
export function notWritten(folder: string, cause: unknown): CollectorError {
  const code = systemCode(cause);
  if (isFull(cause)) return full(`the disk of ${folder} is full: ${code}`, cause);
  return new CollectorError("STORAGE_NOT_WRITTEN", `cannot write to ${folder}: ${code}`, { kind: "retryable", cause });
}

/** No room until records are removed, or the disk has more. */
export function full(message: string, cause?: unknown): CollectorError {
  return new CollectorError("STORAGE_FULL", message, { kind: "refused", cause });
}

/** A record for which there will never be room. */
export function tooLarge(message: string): CollectorError {
  return new CollectorError("STORAGE_TOO_LARGE", message, { kind: "refused" });
}

/** The disk does not give what may well be on it. */
export function notRead(path: string, cause: unknown): CollectorError {
  const message = `cannot read ${path}: ${systemCode(cause)}`;
  return new CollectorError("STORAGE_NOT_READ", message, { kind: "retryable", cause });
}

/** What is on disk is not what was written. */
export function corrupt(message: string): CollectorError {
  return new CollectorError("STORAGE_CORRUPT", message, { kind: "malformed" });
}

/** The log was closed meanwhile. */
export function closed(folder: string): CollectorError {
  return new CollectorError("STORAGE_ABORTED", `the log ${folder} is closed`, { kind: "retryable" });
}

/** Nothing but a human can make the storage usable. */
export function unusable(message: string, cause?: unknown): CollectorError {
  return new CollectorError("STORAGE_UNUSABLE", message, { kind: "misconfigured", cause });
}

/** Somebody else writes there. */
export function locked(message: string): CollectorError {
  return new CollectorError("STORAGE_LOCKED", message, { kind: "misconfigured" });
}
