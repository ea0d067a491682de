import { AnswerError } from "./answer-error.ts";
import { afterSpace, openArray, openObject } from "./ascii.ts";
import { FieldCounts } from "./field-counts.ts";
import type { FieldSet } from "./field-set.ts";
import { readerLimits, type ReaderLimits } from "./record-reader.ts";
import { RecordWalker } from "./record-walker.ts";

export interface ReadAnswerOptions extends Pick<ReaderLimits, "maxDepth" | "maxItems"> {
  /** Counted here, so that a loop can count over all its answers. */
  readonly counts?: FieldCounts | undefined;
}

/** A whole, small answer as one record. Throws an `AnswerError` where it is not JSON, or nested too deep. */
export function readAnswer<R>(set: FieldSet<R>, answer: Uint8Array, options: ReadAnswerOptions = {}): R {
  const counts = options.counts ?? new FieldCounts(set);
  const walker = new RecordWalker(set, counts, readerLimits(options));
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  const { root } = set.trie;
  const start = afterSpace(bytes, 0, bytes.length);
  if (bytes[start] !== openObject && bytes[start] !== openArray)
    throw new AnswerError("POLLING_BAD_JSON", "expected an object or an array", start);
  walker.draft.begin();
  const behind = walker.value(bytes, start, bytes.length, root);
  const end = afterSpace(bytes, behind, bytes.length);
  if (end < bytes.length) throw new AnswerError("POLLING_BAD_JSON", "expected the end of the answer", end);
  return walker.draft.finish();
}
