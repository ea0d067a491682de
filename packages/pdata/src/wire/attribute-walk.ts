import { Cursor } from "./scan.ts";

const keyTag = 10;
const valueTag = 18;

/**
 * Walks the attributes of one message without allocating: `next` goes to the next one, in the order of the wire, and
 * says where its key and its value lie. Every occurrence is seen, repeated keys too.
 *
 * One walk serves many messages: `enter` begins with another.
 */
export class AttributeWalk {
  readonly #cursor: Cursor;
  #tag = 0;
  #limit = 0;
  /** Of the attribute's field, its tag included. */
  fieldStart = 0;
  fieldEnd = 0;
  /** Of the key's text. Empty where there is none. */
  keyStart = 0;
  keyEnd = 0;
  /** Of the `AnyValue` message. Empty where there is none. */
  valueStart = 0;
  valueEnd = 0;
  /** How often a value is given: several are one value in parts, which only the decoded form puts together. */
  values = 0;

  constructor(bytes: Uint8Array) {
    this.#cursor = new Cursor(bytes);
  }

  /** Begins with the message in `[start, end)`, whose attributes are the fields with `tag`. */
  enter(tag: number, start: number, end: number): void {
    this.#tag = tag;
    this.#limit = end;
    this.#cursor.pos = start;
  }

  /** False at the end of the message. Throws a `WireError`. */
  next(): boolean {
    const cursor = this.#cursor;
    for (let fieldStart = cursor.pos; cursor.next(this.#limit); fieldStart = cursor.pos) {
      if (cursor.tag !== this.#tag) continue;
      this.fieldStart = fieldStart;
      this.fieldEnd = cursor.end;
      this.#readPair(cursor.start, cursor.end);
      return true;
    }
    return false;
  }

  /** Fields may stand in any order and come twice: the last key counts. */
  #readPair(start: number, end: number): void {
    const cursor = this.#cursor;
    const { bytes } = cursor;
    // Fast path: a key and then a value, both short, and nothing else: what every SDK writes.
    const keyLength = bytes[start + 1]!;
    const valueAt = start + 2 + keyLength;
    if (bytes[start] === keyTag && keyLength < 0x80 && bytes[valueAt] === valueTag && valueAt + 2 <= end) {
      const valueLength = bytes[valueAt + 1]!;
      if (valueLength < 0x80 && valueAt + 2 + valueLength === end) {
        this.keyStart = start + 2;
        this.keyEnd = valueAt;
        this.valueStart = valueAt + 2;
        this.valueEnd = end;
        this.values = 1;
        return;
      }
    }
    this.keyStart = this.keyEnd = this.valueStart = this.valueEnd = end;
    this.values = 0;
    cursor.pos = start;
    while (cursor.next(end)) {
      if (cursor.tag === keyTag) {
        this.keyStart = cursor.start;
        this.keyEnd = cursor.end;
      } else if (cursor.tag === valueTag) {
        this.valueStart = cursor.start;
        this.valueEnd = cursor.end;
        this.values += 1;
      }
    }
  }
}
