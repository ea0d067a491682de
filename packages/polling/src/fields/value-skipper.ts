import { AnswerError } from "./answer-error.ts";
import { closeArray, closeObject, comma, isDigit, isSpace, minus, openArray, openObject, quote } from "./ascii.ts";
import { isEscaped, stringEnd } from "./string-end.ts";

type State = "start" | "container" | "string" | "scalar";

/**
 * Finds the end of one JSON value, across as many pieces as it comes in, and keeps nothing of it. What is skipped is
 * checked for ends of strings and for brackets that belong together, no further.
 */
export class ValueSkipper {
  /** The value was nested deeper than `maxDepth`; its end is found nevertheless. */
  isTooDeep = false;
  /** What closes the containers that are open, outermost first. */
  readonly #closers: Uint8Array;
  #state: State = "start";
  #depth = 0;
  #maxDepth: number;
  #startsEscaped = false;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
    this.#closers = new Uint8Array(maxDepth);
  }

  /** What comes next is the first byte of a value, in `around` containers that count as depth. */
  start(around = 0): void {
    this.#state = "start";
    this.#maxDepth = this.#closers.length - around;
    this.#depth = 0;
    this.#startsEscaped = false;
    this.isTooDeep = false;
  }

  /** The position behind the value, or -1 where it goes on behind `to`: call again with what follows. */
  skip(bytes: Buffer, from: number, to: number): number {
    if (from >= to) return -1;
    if (this.#state === "string") return this.#resumeString(bytes, from, to);
    if (this.#state === "scalar") return this.#scalar(bytes, from, to);
    if (this.#state === "start" && !isOpener(bytes[from]!)) {
      if (!isScalarStart(bytes[from]!)) throw new AnswerError("POLLING_BAD_JSON", "expected a value", from);
      this.#state = "scalar";
      return this.#scalar(bytes, from, to);
    }
    this.#state = "container";
    return this.#container(bytes, from, to);
  }

  #scalar(bytes: Buffer, from: number, to: number): number {
    const end = scalarEnd(bytes, from, to);
    return end < to ? end : -1;
  }

  #resumeString(bytes: Buffer, from: number, to: number): number {
    const start = this.#startsEscaped ? from + 1 : from;
    const end = stringEnd(bytes, start, to);
    if (end < 0) return this.#pauseInString(bytes, start, to);
    this.#state = "container";
    return this.#depth === 0 ? end + 1 : this.#container(bytes, end + 1, to);
  }

  #pauseInString(bytes: Buffer, from: number, to: number): number {
    this.#state = "string";
    this.#startsEscaped = from <= to && isEscaped(bytes, from, to);
    return -1;
  }

  /** Hot: every byte of what is not wanted passes here, except for what strings hold. */
  #container(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to) {
      const byte = bytes[at]!;
      if (byte === quote) {
        const end = stringEnd(bytes, at + 1, to);
        if (end < 0) return this.#pauseInString(bytes, at + 1, to);
        if (this.#depth === 0) return end + 1;
        at = end;
      } else if (byte === openObject || byte === openArray) this.#open(byte);
      else if ((byte === closeObject || byte === closeArray) && this.#close(byte, at)) return at + 1;
      at++;
    }
    return -1;
  }

  #open(byte: number): void {
    // "{" and "[" are two below what closes them.
    if (this.#depth < this.#maxDepth) this.#closers[this.#depth] = byte + 2;
    else this.isTooDeep = true;
    this.#depth++;
  }

  /** Whether that was the outermost one. */
  #close(byte: number, at: number): boolean {
    this.#depth--;
    if (this.#depth < this.#maxDepth && this.#closers[this.#depth] !== byte)
      throw new AnswerError("POLLING_BAD_JSON", "expected what closes the innermost bracket", at);
    return this.#depth === 0;
  }
}

/** Where a number or a literal ends that begins at `from`: at most `to`. */
export function scalarEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && !isDelimiter(bytes[at]!)) at++;
  return at;
}

function isDelimiter(byte: number): boolean {
  return byte === comma || byte === closeObject || byte === closeArray || isSpace(byte);
}

function isOpener(byte: number): boolean {
  return byte === quote || byte === openObject || byte === openArray;
}

/** Of a number, `true`, `false` or `null`. */
function isScalarStart(byte: number): boolean {
  return isDigit(byte) || byte === minus || byte === 0x74 || byte === 0x66 || byte === 0x6e;
}
