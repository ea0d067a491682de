import { ProtocolError } from "./protocol-error.ts";
import { canBegin, parseRequestLine } from "./request-line.ts";

const [cr, lf] = [0x0d, 0x0a];

/** A head of which more is to come. What can be told to be no HTTP before all of it is there, is told then. */
export class PartialHead {
  #bytes = Buffer.allocUnsafeSlow(512);
  #length = 0;
  #isLineChecked = false;

  /** All that came so far. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  /** In memory that grows with what is there. */
  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * length);
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** Throws a ProtocolError where what stands behind `start`, the first `seen` bytes of it checked, begins no request. */
  check(start: number, seen: number): void {
    const bytes = this.#bytes;
    // Half of an empty line.
    if (this.#length - start === 1 && bytes[start] === cr) return;
    if (!canBegin(bytes, start, this.#length)) throw new ProtocolError(400, "this is no request of HTTP");
    for (let at = Math.max(start, seen); at < this.#length; at++) {
      if (bytes[at] !== lf) continue;
      if (at === start || bytes[at - 1] !== cr) throw new ProtocolError(400, "a line ends without CR");
      if (!this.#isLineChecked) parseRequestLine(bytes.toString("latin1", start, at - 1));
      this.#isLineChecked = true;
    }
  }
}

/** Where a request begins: clients once sent empty lines behind bodies (RFC 9112 §2.2). */
export function skipEmptyLines(bytes: Uint8Array, at: number, end: number): number {
  while (at + 1 < end && bytes[at] === cr && bytes[at + 1] === lf) at += 2;
  return at;
}
