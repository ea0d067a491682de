/**
 * What the caller is to do.
 *
 * - `retryable`: it may work later.
 * - `gap`: the sink will never take these items, for a known reason; skip and count them.
 * - `malformed`: our bytes or our bug; from a poll, an answer that makes no sense.
 * - `misconfigured`: nothing but a human can help (credentials, endpoint).
 * - `refused`: this collector has no room now.
 */
export type ErrorKind = "retryable" | "gap" | "malformed" | "misconfigured" | "refused";

/** Items that were not taken. `reason` is from a closed list: it becomes a metric attribute. */
export interface Rejected {
  readonly items: number;
  readonly reason: string;
}

export interface CollectorErrorDetails {
  readonly kind: ErrorKind;
  readonly cause?: unknown;
  /** Milliseconds that the other side asked to wait. */
  readonly retryAfterMs?: number | undefined;
  readonly rejected?: readonly Rejected[] | undefined;
  /** What the other side answered: the status of HTTP as digits (`413`), or gRPC's name of one. */
  readonly answer?: string | undefined;
}

const errorMark = Symbol.for("genai-collector.error/1");

/**
 * The one error of the data path. `code` is stable API, in upper case, prefixed by its subsystem; codes of aborted work
 * end in `_ABORTED`. Recognise it with `isCollectorError`, never by `instanceof`: two copies of this package may be loaded.
 */
export class CollectorError extends Error {
  readonly [errorMark] = true;
  readonly code: string;
  readonly kind: ErrorKind;
  readonly retryAfterMs: number | undefined;
  readonly rejected: readonly Rejected[];
  readonly answer: string | undefined;

  constructor(code: string, message: string, details: CollectorErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "CollectorError";
    this.code = code;
    this.kind = details.kind;
    this.retryAfterMs = details.retryAfterMs;
    this.rejected = details.rejected ?? [];
    this.answer = details.answer;
  }
}

/** Whether `error` is a `CollectorError` of any loaded copy of this package. */
export function isCollectorError(error: unknown): error is CollectorError {
  return typeof error === "object" && error !== null && errorMark in error;
}

/** Work that was given up because the sender or the collector stops: not a failure. */
export function isAborted(error: unknown): boolean {
  return isCollectorError(error) && error.code.endsWith("_ABORTED");
}

/**
 * How many of `items` the error says were not taken: all, unless it is a gap that names parts. One that names more speaks
 * of others' items, too, with which these were merged.
 */
export function rejectedItems(error: unknown, items: number): number {
  if (!isCollectorError(error) || error.kind !== "gap" || error.rejected.length === 0) return items;
  const named = error.rejected.reduce((sum, part) => sum + part.items, 0);
  return Math.min(items, named);
}

/** The kind that loses least wins. */
const weight: Record<ErrorKind, number> = { gap: 0, misconfigured: 1, malformed: 2, refused: 3, retryable: 4 };

/**
 * What a fan-out or a split tells its sender: a bug first; else the kind that loses least (retryable wins), with the
 * longest delay and every rejected part. A single error is passed on as it is; of none, `undefined`.
 */
export function combineErrors(errors: readonly unknown[]): unknown {
  const bug = errors.find((error) => !isCollectorError(error));
  if (bug !== undefined || errors.length < 2) return bug ?? errors[0];
  const all = (errors as readonly CollectorError[]).toSorted((a, b) => weight[b.kind] - weight[a.kind]);
  const worst = all[0]!;
  const waits = all.flatMap((error) => error.retryAfterMs ?? []);
  return new CollectorError(worst.code, all.map((error) => error.message).join("; "), {
    kind: worst.kind,
    cause: new AggregateError(all),
    retryAfterMs: waits.length > 0 ? Math.max(...waits) : undefined,
    rejected: all.flatMap((error) => error.rejected),
    answer: worst.answer,
  });
}
