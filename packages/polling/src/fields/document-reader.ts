import { AnswerError } from "./answer-error.ts";
import { afterSpace, closeArray, closeObject, colon, comma, openArray, openObject, quote } from "./ascii.ts";
import { ByteWindow } from "./byte-window.ts";
import { FieldCounts, type SkipReason } from "./field-counts.ts";
import { fields, type FieldSet } from "./field-set.ts";
import type { TrieNode } from "./field-trie.ts";
import { KeyFinder } from "./key-finder.ts";
import { readerLimits, type ReaderOptions, type RecordReader } from "./record-reader.ts";
import { assertBeside, type RecordsAt } from "./records-at.ts";
import { RecordWalker } from "./record-walker.ts";
import { stringEnd } from "./string-end.ts";
import { ValueSkipper } from "./value-skipper.ts";

/** A `RecordReader` that also reads what stands beside the records. */
export interface DocumentReader<R, B> extends RecordReader<R> {
  /** What stands beside the records; complete when `next` gave nothing after `end`. */
  beside(): B;
}

export interface DocumentReaderOptions<B> extends ReaderOptions {
  /** Fields of the answer that stand beside the records, such as the cursor of the next page. */
  readonly beside?: FieldSet<B> | undefined;
  /** Counts those, once an answer. */
  readonly besideCounts?: FieldCounts | undefined;
}

/**
 * An answer that holds an array of records, read record by record: at no time is more of it held than one record. A
 * record that is no object, not JSON where it is looked at, nested too deep or too long is skipped and counted. `next`
 * throws where the answer around the records is not JSON, ends early, or has no such array; null stands for an empty one.
 */
export function documentReader<R, B = {}>(
  set: FieldSet<R>,
  at: RecordsAt,
  options: DocumentReaderOptions<B> = {},
): DocumentReader<R, B> {
  return new StreamedDocument(set, at, options);
}

/** What a key around the records may take, its colon and the space around that included. */
const maxKeyBytes = 4_096;

/** What is expected next: `first` and `more` are what follows an opening bracket and a value. */
type Phase = "value" | "first" | "member" | "more" | "inside" | "done";

/** What is made of the value that is being passed over. */
type Use = "record" | "beside" | "nothing";

/**
 * An automaton over the way to the array: `#open` containers of the way are open; the last one of all is the array.
 * Every other value, records included, is first passed over to find its end, and then read if it is wanted.
 */
class StreamedDocument<R, B> implements DocumentReader<R, B> {
  position = 0;
  lastProblem: AnswerError | undefined;
  readonly counts: FieldCounts;
  readonly #set: FieldSet<R>;
  readonly #at: RecordsAt;
  readonly #maxBytes: number;
  readonly #walker: RecordWalker<R>;
  readonly #besideWalker: RecordWalker<B>;
  readonly #window = new ByteWindow();
  readonly #skipper: ValueSkipper;
  readonly #keys: KeyFinder;
  /** By open container: its node among the fields beside, the number that stands for it, and whether it was left. */
  readonly #nodes: (TrieNode | undefined)[];
  readonly #objects: number[] = [];
  readonly #isTaken: boolean[] = [];
  #phase: Phase = "value";
  #open = 0;
  #use: Use = "nothing";
  #besideNode: TrieNode | undefined;
  #isTooLarge = false;
  #isEnded = false;
  #isReadOut = true;
  #hasFound = false;
  #beside: B | undefined;

  constructor(set: FieldSet<R>, at: RecordsAt, options: DocumentReaderOptions<B>) {
    const limits = readerLimits(options);
    // Without fields, nothing is read into it.
    const beside = options.beside ?? (fields({}) as FieldSet<unknown> as FieldSet<B>);
    assertBeside(beside.trie.root, at);
    this.#set = set;
    this.#at = at;
    this.#maxBytes = limits.maxRecordBytes;
    this.counts = options.counts ?? new FieldCounts(set);
    this.#walker = new RecordWalker(set, this.counts, limits);
    this.#besideWalker = new RecordWalker(beside, options.besideCounts ?? new FieldCounts(beside), limits);
    this.#skipper = new ValueSkipper(limits.maxDepth);
    this.#keys = new KeyFinder(at.longestKey);
    this.#nodes = [beside.trie.root];
  }

  get offset(): number {
    return this.#window.offset;
  }

  feed(chunk: Uint8Array): void {
    if (this.#isEnded || !this.#isReadOut) throw new Error("fed before it was read out");
    this.#window.append(chunk);
    this.#isReadOut = false;
  }

  end(): void {
    this.#isEnded = true;
  }

  beside(): B {
    return (this.#beside ??= this.#besideWalker.draft.finish());
  }

  next(): R | undefined {
    for (;;) {
      const { start, scanned } = this.#window;
      const phase = this.#phase;
      const record = this.#step();
      if (record !== undefined) return record;
      if (start === this.#window.start && scanned === this.#window.scanned && phase === this.#phase) break;
    }
    this.#isReadOut = true;
    if (this.#isEnded) this.#assertWhole();
    return undefined;
  }

  /** One token, or one value. Where nothing moves by it, more is needed. */
  #step(): R | undefined {
    const window = this.#window;
    if (this.#phase === "inside") return this.#inside();
    window.consume(afterSpace(window.bytes, window.start, window.end));
    if (window.start === window.end) return undefined;
    const byte = window.bytes[window.start]!;
    if (this.#phase === "done") throw this.#expected("the end of the answer");
    if (this.#phase === "value") this.#onTheWay(byte);
    else if (this.#phase === "more") this.#behindValue(byte);
    else if (this.#phase === "first" && byte === this.#closer()) this.#close();
    else if (this.#isInArray()) return this.#element(byte);
    else this.#key(byte);
    return undefined;
  }

  /**
   * Fast path: a record that is whole in the window and well is walked at once, its end found on the way. Any other one
   * is passed over first, which tells what is wrong with it, or waits for the rest.
   */
  #element(byte: number): R | undefined {
    const { bytes, start, end } = this.#window;
    if (byte === openObject) {
      try {
        this.#walker.draft.begin();
        const to = Math.min(end, start + this.#maxBytes);
        this.#window.consume(this.#walker.value(bytes, start, to, this.#set.trie.root));
        this.position++;
        this.#phase = "more";
        return this.#walker.draft.finish();
      } catch (error) {
        if (!(error instanceof AnswerError)) throw error;
      }
    }
    this.#pass("record");
    return undefined;
  }

  /** The value that the way leads through. */
  #onTheWay(byte: number): void {
    const isLast = this.#open === this.#at.keys.length;
    if (byte === 0x6e && isLast && this.#open > 0) {
      this.#hasFound = true;
      this.#pass("nothing");
      return;
    }
    if (byte !== (isLast ? openArray : openObject)) throw this.#expected(isLast ? "an array" : "an object");
    this.#window.consume(this.#window.start + 1);
    this.#objects[this.#open] = this.#besideWalker.nextObject();
    this.#open++;
    this.#hasFound ||= isLast;
    this.#phase = "first";
  }

  #behindValue(byte: number): void {
    if (byte === this.#closer()) return this.#close();
    if (byte !== comma) throw this.#expected(this.#isInArray() ? '"," or "]"' : '"," or "}"');
    this.#window.consume(this.#window.start + 1);
    this.#phase = "member";
  }

  #close(): void {
    this.#window.consume(this.#window.start + 1);
    this.#open--;
    this.#phase = this.#open === 0 ? "done" : "more";
  }

  /** A member's key and colon; waits until the first byte of its value is there, too. */
  #key(byte: number): void {
    if (byte !== quote) throw this.#expected("a key");
    const { bytes, start, end } = this.#window;
    const keyEnd = stringEnd(bytes, start + 1, end);
    const at = keyEnd < 0 ? end : afterSpace(bytes, keyEnd + 1, end);
    if (at < end && bytes[at] !== colon) throw this.#expected('":"', at);
    const value = at < end ? afterSpace(bytes, at + 1, end) : end;
    if (value - start > maxKeyBytes) throw this.#tooLarge(`a key of more than ${maxKeyBytes} bytes`);
    if (value < end) this.#member(start + 1, keyEnd, value);
  }

  #member(keyStart: number, keyEnd: number, value: number): void {
    const { bytes } = this.#window;
    const level = this.#open - 1;
    const node = this.#nodes[level];
    const child =
      node?.members === undefined
        ? undefined
        : this.#placed("", () => this.#besideWalker.child(node, bytes, keyStart, keyEnd));
    if (!this.#isNext(level, bytes, keyStart, keyEnd)) {
      this.#window.consume(value);
      if (child === undefined) return this.#pass("nothing");
      this.#besideWalker.draft.enter(child, this.#objects[level]!);
      return this.#pass("beside", child);
    }
    // What was read cannot be taken back, as the last one's winning would demand.
    if (this.#isTaken[level] === true) throw this.#expected("the records, or the way to them, once");
    this.#window.consume(value);
    this.#isTaken[level] = true;
    this.#nodes[level + 1] = child;
    this.#phase = "value";
  }

  #isNext(level: number, bytes: Buffer, from: number, to: number): boolean {
    return this.#placed(this.#place(), () => this.#keys.find(this.#at.keys[level]!, bytes, from, to) === true);
  }

  /** What begins at the window's start is passed over, to find its end. */
  #pass(use: Use, node?: TrieNode): void {
    this.#phase = "inside";
    this.#use = use;
    this.#besideNode = node;
    this.#isTooLarge = false;
    this.#skipper.start();
  }

  #inside(): R | undefined {
    const window = this.#window;
    const end = this.#placed(this.#place(), () => this.#skipper.skip(window.bytes, window.scanned, window.end));
    const start = window.start;
    window.scanned = end < 0 ? window.end : end;
    this.#isTooLarge ||= window.scanned - start > this.#maxBytes;
    if (end >= 0 || this.#isTooLarge || this.#use === "nothing") window.consume(window.scanned);
    if (end < 0) return undefined;
    this.#phase = "more";
    if (this.#use === "record") return this.#record(start, end);
    if (this.#use === "beside") this.#readBeside(start, end);
    return undefined;
  }

  #record(start: number, end: number): R | undefined {
    this.position++;
    if (this.#isTooLarge) return this.#skipped("too_large");
    if (this.#skipper.isTooDeep) return this.#skipped("too_deep");
    const { bytes } = this.#window;
    if (bytes[start] !== openObject) return this.#skipped("not_an_object");
    try {
      this.#walker.draft.begin();
      this.#placed(this.#place(), () => this.#walker.value(bytes, start, end, this.#set.trie.root));
      return this.#walker.draft.finish();
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      this.lastProblem = error;
      return this.#skipped(error.code === "POLLING_JSON_TOO_DEEP" ? "too_deep" : "malformed");
    }
  }

  #skipped(reason: SkipReason): undefined {
    this.counts.skipped[reason]++;
  }

  #readBeside(start: number, end: number): void {
    if (this.#isTooLarge) throw this.#tooLarge(`a value of more than ${this.#maxBytes} bytes`);
    this.#placed("", () => this.#besideWalker.value(this.#window.bytes, start, end, this.#besideNode!));
  }

  #isInArray(): boolean {
    return this.#open > this.#at.keys.length;
  }

  #closer(): number {
    return this.#isInArray() ? closeArray : closeObject;
  }

  #assertWhole(): void {
    if (this.#phase !== "done") throw this.#expected("more: the answer ends early", this.#window.end);
    if (!this.#hasFound)
      throw new AnswerError("POLLING_BAD_JSON", `expected an array of records at ${this.#at.paths.at(-1)}`, 0);
  }

  #expected(what: string, at = this.#window.start): AnswerError {
    return new AnswerError("POLLING_BAD_JSON", `expected ${what}`, this.#window.base + at, this.#place());
  }

  #tooLarge(what: string): AnswerError {
    return new AnswerError(
      "POLLING_JSON_TOO_LARGE",
      `expected nothing so large as ${what}`,
      this.offset,
      this.#place(),
    );
  }

  /** Where on the way the window stands. */
  #place(): string {
    if (this.#isInArray()) return `${this.#at.paths.at(-1)}[]`;
    return this.#at.paths[this.#phase === "value" ? this.#open : Math.max(0, this.#open - 1)]!;
  }

  /** Places what `read` throws in the whole answer. */
  #placed<T>(path: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof AnswerError ? error.within(this.#window.base, path) : error;
    }
  }
}
