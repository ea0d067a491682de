import { PartialHead, skipEmptyLines } from "./partial-head.ts";
import { ProtocolError } from "./protocol-error.ts";
import { RepeatedHead } from "./repeated-head.ts";
import { parseHead, type RequestHead } from "./request-head.ts";

/** As much as Node.js takes. */
const maxHeadBytes = 16 * 1024;
/** With the empty line behind it, and one more. */
const tooManyBytes = maxHeadBytes + 5;

/** Finds the heads of one connection's requests in what arrives, in whatever pieces. */
export class HeadReader {
  /** Where the body begins, in the bytes that gave a head. */
  end = 0;
  #repeated: RepeatedHead | undefined;
  #partial: PartialHead | undefined;

  /** Whether something came of a head, and more is needed. */
  get hasBegun(): boolean {
    return this.#partial !== undefined;
  }

  /** Reads on at `at`. Undefined: everything was taken, and more is needed. Throws a ProtocolError. */
  read(bytes: Buffer, at: number): RequestHead | undefined {
    if (this.#partial !== undefined) return this.#readOn(this.#partial, bytes, at);
    // Fast path: most clients say the same each time.
    const again = this.#repeated?.match(bytes, at);
    if (again !== undefined) {
      this.end = this.#repeated!.end;
      return again;
    }
    const start = skipEmptyLines(bytes, at, bytes.length);
    const found = bytes.indexOf("\r\n\r\n", start, "latin1");
    if (found < 0) return this.#begin(bytes, start);
    this.end = found + 4;
    return this.#parse(bytes, start, found);
  }

  #begin(bytes: Buffer, start: number): undefined {
    this.#partial = new PartialHead();
    this.#partial.add(bytes.subarray(start, start + tooManyBytes));
    checkPartial(this.#partial, 0, 0);
  }

  /** Slow path: a head in several pieces. */
  #readOn(partial: PartialHead, bytes: Buffer, at: number): RequestHead | undefined {
    const before = partial.length;
    // No more than what tells that it is too much.
    partial.add(bytes.subarray(at, at + tooManyBytes));
    const start = skipEmptyLines(partial.bytes, 0, partial.length);
    const found = partial.bytes.indexOf("\r\n\r\n", Math.max(start, before - 3), "latin1");
    if (found < 0) {
      checkPartial(partial, start, before);
      return undefined;
    }
    this.#partial = undefined;
    this.end = at + found + 4 - before;
    return this.#parse(partial.bytes, start, found);
  }

  #parse(bytes: Buffer, start: number, end: number): RequestHead {
    if (end - start > maxHeadBytes) throw tooLarge();
    const head = parseHead(bytes.toString("latin1", start, end + 2));
    this.#repeated = RepeatedHead.of(head, bytes.subarray(start, end + 4));
    return head;
  }
}

function checkPartial(partial: PartialHead, start: number, seen: number): void {
  partial.check(start, seen);
  if (partial.length >= tooManyBytes) throw tooLarge();
}

function tooLarge(): ProtocolError {
  return new ProtocolError(431, `the head has more than ${maxHeadBytes} bytes`);
}
