import type { AnswerError } from "./answer-error.ts";
import { badFields } from "./bad-fields.ts";
import type { FieldCounts } from "./field-counts.ts";

/**
 * Reads records out of bytes that come piece by piece. After `feed`, ask `next` until it gives nothing; after the last
 * piece, `end` and the same again. What `next` throws is an `AnswerError` (`malformed`), and the reader is of no use
 * afterwards; what it gave before is good.
 */
export interface RecordReader<R> {
  /** The next piece; it must not be written to before `next` gave nothing. Throws while `next` would give more. */
  feed(chunk: Uint8Array): void;
  /** There are no more pieces. */
  end(): void;
  /** Undefined: more is needed or, after `end`, there is nothing more. */
  next(): R | undefined;
  /** Bytes of the answer up to and with the last record, and with what was skipped behind it. */
  readonly offset: number;
  /** Records so far, those included that were skipped. */
  readonly position: number;
  readonly counts: FieldCounts;
  /** Why the last record that could not be read could not, for a log line. */
  readonly lastProblem: AnswerError | undefined;
}

export interface ReaderLimits {
  /** A longer record is skipped and counted. Default 4 MiB. Memory is bounded by about twice this and one piece. */
  readonly maxRecordBytes?: number | undefined;
  /** Containers within containers, in one record. Default 256. */
  readonly maxDepth?: number | undefined;
  /** Elements that a list keeps. Default 1000. */
  readonly maxItems?: number | undefined;
}

export interface ReaderOptions extends ReaderLimits {
  /** Counted here, so that a loop can count over all its answers. Default: counts of its own. */
  readonly counts?: FieldCounts | undefined;
}

/** Every limit, with defaults. Throws (`misconfigured`) for what is no limit. */
export function readerLimits(asked: ReaderLimits): Required<{ [Name in keyof ReaderLimits]: number }> {
  const limits = {
    maxRecordBytes: asked.maxRecordBytes ?? 4 * 1024 * 1024,
    maxDepth: asked.maxDepth ?? 256,
    maxItems: asked.maxItems ?? 1_000,
  };
  for (const [name, value] of Object.entries(limits))
    if (!Number.isSafeInteger(value) || value < 1)
      throw badFields(`${name} must be a whole number above 0, found ${value}`);
  return limits;
}

/** Every record of a body, as it comes. */
export async function* recordsFrom<R>(
  reader: RecordReader<R>,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<R, void> {
  for await (const chunk of body) {
    reader.feed(chunk);
    yield* rest(reader);
  }
  reader.end();
  yield* rest(reader);
}

function* rest<R>(reader: RecordReader<R>): Generator<R, void> {
  for (let record = reader.next(); record !== undefined; record = reader.next()) yield record;
}
