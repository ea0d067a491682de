import { CollectorError } from "@genai-collector/component";

/** What was not written, and can be tried again. */
export function notSaved(message: string, cause?: unknown): CollectorError {
  return new CollectorError("CHECKPOINT_NOT_SAVED", message, { kind: "retryable", cause });
}

/** Something is there that cannot be used: never taken for nothing, and never written over. */
export function unreadable(message: string, cause?: unknown): CollectorError {
  return new CollectorError("CHECKPOINT_UNREADABLE", message, { kind: "misconfigured", cause });
}

/** A lane finds no room in its place. */
export function noRoom(message: string): CollectorError {
  return new CollectorError("CHECKPOINT_FULL", message, { kind: "misconfigured" });
}

/** Others wrote whenever this tried to. */
export function conflicted(attempts: number): CollectorError {
  const message = `others changed the checkpoint in each of ${attempts} attempts to write it`;
  return new CollectorError("CHECKPOINT_CONFLICT", message, { kind: "retryable" });
}
