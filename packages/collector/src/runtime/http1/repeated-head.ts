import { withField } from "../field-map.ts";
import type { RequestHead } from "./request-head.ts";

/** Larger ones are read anew each time, so that many connections keep little. */
const maxKeptBytes = 2_048;

const lengthField = /\r\ncontent-length:[\t ]*([0-9]{1,15})[\t ]*\r\n/i;

/**
 * The last head of a connection, to be known again when the same bytes come, or the same but for the number in its
 * Content-Length: comparing takes a fiftieth of the time that reading does.
 */
export class RepeatedHead {
  /** Where the head that matched last ends. */
  end = 0;
  #head: RequestHead;
  /** The bytes before the number and behind it. Without a number, the first are the whole head. */
  readonly #before: Buffer;
  readonly #behind: Buffer | undefined;

  private constructor(head: RequestHead, bytes: Buffer, digitsAt: number, digits: number) {
    this.#head = head;
    this.#before = bytes.subarray(0, digitsAt);
    this.#behind = digits === 0 ? undefined : bytes.subarray(digitsAt + digits);
  }

  /** `bytes`: the head with the empty line behind it, which is copied. Undefined where it is not worth keeping. */
  static of(head: RequestHead, bytes: Buffer): RepeatedHead | undefined {
    if (bytes.length > maxKeptBytes) return undefined;
    const kept = Buffer.from(bytes);
    const found = lengthField.exec(kept.toString("latin1"));
    if (found === null) return new RepeatedHead(head, kept, kept.length, 0);
    const digits = found[1]!;
    const digitsAt = found.index + found[0].indexOf(digits, "\r\ncontent-length:".length);
    return new RepeatedHead(head, kept, digitsAt, digits.length);
  }

  /** The head that stands at `at`, if it is this one again. `end` is then behind it. */
  match(bytes: Buffer, at: number): RequestHead | undefined {
    const before = this.#before;
    let end = at + before.length;
    if (end > bytes.length || before.compare(bytes, at, end) !== 0) return undefined;
    const behind = this.#behind;
    if (behind !== undefined) {
      const digitsAt = end;
      let length = 0;
      // Sixteen digits could be more than a number holds exactly: those are left to the parser.
      for (; end < digitsAt + 16 && isDigit(bytes[end]); end++) length = length * 10 + bytes[end]! - 0x30;
      const last = end + behind.length;
      if (end === digitsAt || end === digitsAt + 16 || last > bytes.length) return undefined;
      if (behind.compare(bytes, end, last) !== 0) return undefined;
      if (length !== this.#head.bodyLength) this.#change(length, bytes.toString("latin1", digitsAt, end));
      end = last;
    }
    this.end = end;
    return this.#head;
  }

  /** A new object: the request before may still be looked at. */
  #change(bodyLength: number, digits: string): void {
    this.#head = { ...this.#head, bodyLength, headers: withField(this.#head.headers, "content-length", digits) };
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
