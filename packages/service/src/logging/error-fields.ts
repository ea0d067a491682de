import { isCollectorError, type Rejected } from "@genai-collector/component";
import { redactedText } from "./redacted-text.ts";

/** Deepest cause, and most members of an `AggregateError`, that a line shows. */
const maxCauses = 5;

/** What a log line shows of an error, and nothing else: errors of clients carry URLs, headers and bodies. */
export interface ErrorFields {
  readonly code?: string;
  readonly kind?: string;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly rejected?: readonly Rejected[];
  readonly causes?: readonly CauseFields[];
  /** Where a bug was thrown: of errors that are not `CollectorError`. */
  readonly stack?: readonly string[];
}

export interface CauseFields {
  readonly code?: string;
  readonly message: string;
}

/** The fields of anything that was thrown. */
export function errorFields(error: unknown): ErrorFields {
  const causes = causesOf(error);
  const chain = causes.length > 0 ? { causes } : {};
  if (!isCollectorError(error)) {
    const stack = stackOf(error);
    return { ...causeFields(error), ...chain, ...(stack.length > 0 ? { stack } : {}) };
  }
  return {
    ...causeFields(error),
    kind: error.kind,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.rejected.length === 0
      ? {}
      : { rejected: error.rejected.map(({ items, reason }) => ({ items, reason: redactedText(reason) })) }),
    ...chain,
  };
}

/** The message of anything that was thrown, fit for a log line or a status page. */
export function errorMessage(error: unknown): string {
  return redactedText(error instanceof Error || isCollectorError(error) ? error.message || error.name : String(error));
}

function causeFields(error: unknown): CauseFields {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  const named = typeof code === "string" || typeof code === "number" ? { code: redactedText(String(code)) } : {};
  return { ...named, message: errorMessage(error) };
}

function causesOf(error: unknown): readonly CauseFields[] {
  const causes: CauseFields[] = [];
  const seen = new Set<unknown>([error]);
  const waiting = below(error);
  // The list grows while it is walked: causes of causes.
  for (const cause of waiting) {
    if (causes.length >= maxCauses) break;
    if (seen.has(cause)) continue;
    seen.add(cause);
    // An aggregate without a message of its own says nothing beyond its members.
    if (!(cause instanceof AggregateError) || cause.message !== "") causes.push(causeFields(cause));
    waiting.push(...below(cause));
  }
  return causes;
}

function below(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  const members = error instanceof AggregateError ? error.errors.slice(0, maxCauses) : [];
  return error.cause === undefined ? members : [error.cause, ...members];
}

/** Frames only: the first lines of a stack repeat the message. */
function stackOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  const frames = error.stack.split("\n").filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 8).map((line) => redactedText(line.trim()));
}
