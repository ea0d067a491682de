import { AnswerError } from "./answer-error.ts";
import { afterSpace, newline, openObject } from "./ascii.ts";
import { ByteWindow } from "./byte-window.ts";
import { FieldCounts } from "./field-counts.ts";
import type { FieldSet } from "./field-set.ts";
import { readerLimits, type ReaderOptions, type RecordReader } from "./record-reader.ts";
import { RecordWalker } from "./record-walker.ts";

export interface LineReaderOptions extends ReaderOptions {
  /** So many lines at the start were read before: they count as positions and are not looked at. */
  readonly skipLines?: number | undefined;
}

/**
 * JSON Lines: a record a line, the last one with or without a line end. A line that is no object, not JSON, nested too
 * deep or too long is skipped and counted, a blank one too; reading goes on behind it. So nothing makes `next` throw.
 */
export function lineReader<R>(set: FieldSet<R>, options: LineReaderOptions = {}): RecordReader<R> {
  return new LineReader(set, options);
}

class LineReader<R> implements RecordReader<R> {
  position = 0;
  lastProblem: AnswerError | undefined;
  readonly counts: FieldCounts;
  readonly #walker: RecordWalker<R>;
  readonly #set: FieldSet<R>;
  readonly #maxBytes: number;
  readonly #skipLines: number;
  readonly #window = new ByteWindow();
  #isEnded = false;
  /** The line that goes on is too long, and is being dropped. */
  #isDropping = false;

  constructor(set: FieldSet<R>, options: LineReaderOptions) {
    const limits = readerLimits(options);
    this.#set = set;
    this.#maxBytes = limits.maxRecordBytes;
    this.#skipLines = options.skipLines ?? 0;
    this.counts = options.counts ?? new FieldCounts(set);
    this.#walker = new RecordWalker(set, this.counts, limits);
  }

  get offset(): number {
    return this.#window.offset;
  }

  feed(chunk: Uint8Array): void {
    if (this.#isEnded || this.#window.scanned < this.#window.end) throw new Error("fed before it was read out");
    this.#window.append(chunk);
  }

  end(): void {
    this.#isEnded = true;
  }

  next(): R | undefined {
    const window = this.#window;
    for (;;) {
      const lineEnd = this.#lineEnd();
      if (lineEnd < 0) return undefined;
      const start = window.start;
      window.consume(Math.min(lineEnd + 1, window.end));
      const record = this.#line(start, lineEnd);
      if (record !== undefined) return record;
    }
  }

  /** Where the line ends that begins at the window's start; -1 where that is not known yet, or nothing is left. */
  #lineEnd(): number {
    const window = this.#window;
    const found = window.scanned < window.end ? window.bytes.indexOf(newline, window.scanned) : -1;
    if (found >= 0 && found < window.end) return found;
    if (this.#isEnded) return window.start < window.end || this.#isDropping ? window.end : -1;
    window.scanned = window.end;
    if (this.#isDropping || window.end - window.start > this.#maxBytes) {
      this.#isDropping = true;
      window.consume(window.end);
    }
    return -1;
  }

  #line(start: number, end: number): R | undefined {
    const isTooLong = this.#isDropping || end - start > this.#maxBytes;
    this.#isDropping = false;
    if (this.position++ < this.#skipLines) return undefined;
    if (isTooLong) {
      this.counts.skipped.too_large++;
      return undefined;
    }
    try {
      return this.#record(start, end);
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      this.lastProblem = error.within(this.#window.base, "");
      this.counts.skipped[error.code === "POLLING_JSON_TOO_DEEP" ? "too_deep" : "malformed"]++;
      return undefined;
    }
  }

  #record(start: number, end: number): R | undefined {
    const { bytes } = this.#window;
    const at = afterSpace(bytes, start, end);
    if (at < end && bytes[at] !== openObject) {
      this.counts.skipped.not_an_object++;
      return undefined;
    }
    this.#walker.draft.begin();
    const behind = afterSpace(bytes, this.#walker.value(bytes, at, end, this.#set.trie.root), end);
    if (behind < end) throw new AnswerError("POLLING_BAD_JSON", "expected the end of the line", behind);
    return this.#walker.draft.finish();
  }
}
