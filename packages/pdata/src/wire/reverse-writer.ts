import { Buffer } from "node:buffer";
import { repeatedKeys } from "./repeated-keys.ts";

/** Below this, a loop over the characters beats the call into the runtime. */
const shortText = 32;

/** The bits that no byte of ASCII has. */
const notAscii = 0x8080_8080 | 0;

/** Below this, a loop over the bytes beats the call into the runtime. */
const shortBytes = 32;

/** In an attribute: the tags of the key and of the value. In a value: of a text and of an integer. */
const [keyTag, valueTag, textTag, intTag] = [10, 18, 10, 24] as const;

/** A writer that once held something large does not keep the room for it. */
const keptCapacity = 4 * 1_048_576;

/**
 * Writes protobuf from the end to the beginning: when a length is written, what it covers is there already, so nothing
 * is measured first or moved afterwards. Fields are therefore written last to first, and lists from their end.
 *
 * Longer than most files: everything here shares the buffer, and the short ways are what makes encoding fast.
 */
export class ReverseWriter {
  #buffer: Buffer;
  #view: DataView;
  #pos: number;
  #capacity: number;

  constructor(capacity = 4_096) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#view = viewOf(this.#buffer);
    this.#pos = capacity;
    this.#capacity = capacity;
  }

  /** How much is written. The difference of two readings is the length of what was written between them. */
  get length(): number {
    return this.#capacity - this.#pos;
  }

  /** A copy of what is written; the writer is empty afterwards and can be used again. */
  finish(): Uint8Array {
    const bytes = new Uint8Array(this.#buffer.subarray(this.#pos));
    if (this.#capacity > keptCapacity) this.#reset(keptCapacity);
    this.clear();
    return bytes;
  }

  /** Forgets what is written. */
  clear(): void {
    this.#pos = this.#capacity;
  }

  #reset(capacity: number): void {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#view = viewOf(this.#buffer);
    this.#capacity = capacity;
  }

  /** Closes a message or another value with a length, begun when `length` was `before`. */
  close(tag: number, before: number): void {
    const length = this.#capacity - this.#pos - before;
    if (length < 0x80 && tag < 0x80) {
      // Fast path: nearly every attribute and value.
      const at = this.#take(2);
      const buffer = this.#buffer;
      buffer[at] = tag;
      buffer[at + 1] = length;
      return;
    }
    this.#varint(length);
    this.tag(tag);
  }

  /** Number × 8 + wire type, up to two bytes. */
  tag(tag: number): void {
    this.#varint(tag);
  }

  string(tag: number, text: string): void {
    const before = this.length;
    this.#text(text);
    this.close(tag, before);
  }

  /** An attribute's key: many messages repeat it, so it is copied from a table. */
  key(text: string): void {
    const end = repeatedKeys.endOf(text);
    if (end !== undefined && this.#tryCopyKey(end)) return;
    const before = this.length;
    this.string(keyTag, text);
    repeatedKeys.add(text, this.#buffer.subarray(this.#pos, this.#pos + this.length - before));
  }

  /**
   * An attribute with a text, whole: most of what is ever written. False, with nothing written, where the key is not in
   * the table yet, the text is not short or not ASCII, or little room is left in front.
   */
  tryTextPair(tag: number, key: string, text: string): boolean {
    const { length } = text;
    const textAt = this.#pos - length;
    if (length > shortText || textAt < 4 || !this.#isAsciiWritten(text, textAt)) return false;
    this.#view.setUint32(textAt - 4, valueTag | (textTag << 16) | ((length + 2) << 8) | (length << 24), true);
    return this.#tryPair(tag, key, textAt - 4);
  }

  /** The same for an attribute with an integer that is neither negative nor large. */
  tryIntPair(tag: number, key: string, value: bigint): boolean {
    const number = Number(value);
    if (!(number >= 0 && number < 0x1000_0000) || this.#pos < 8) return false;
    const size = number < 0x80 ? 1 : number < 0x4000 ? 2 : number < 0x20_0000 ? 3 : 4;
    const buffer = this.#buffer;
    let at = this.#pos - size;
    const valueAt = at - 3;
    let rest = number;
    for (; rest > 0x7f; rest >>>= 7) buffer[at++] = (rest & 0x7f) | 0x80;
    buffer[at] = rest;
    buffer[valueAt] = valueTag;
    buffer[valueAt + 1] = size + 1;
    buffer[valueAt + 2] = intTag;
    return this.#tryPair(tag, key, valueAt);
  }

  /** Puts the key in front of the value, which is there already, and closes the pair around both. */
  #tryPair(tag: number, key: string, valueAt: number): boolean {
    const keyEnd = repeatedKeys.endOf(key);
    if (keyEnd === undefined) return false;
    const keyLength = repeatedKeys.lengthOf(keyEnd);
    const at = valueAt - keyLength - 2;
    if (at < 8 || tag > 0x7f) return false;
    const view = this.#view;
    copyKey(view, valueAt, keyEnd, keyLength);
    // Key and value are short enough for a length of one byte.
    view.setUint16(at, tag | ((this.#pos - at - 2) << 8), true);
    this.#pos = at;
    return true;
  }

  #tryCopyKey(end: number): boolean {
    const length = repeatedKeys.lengthOf(end);
    const at = this.#take(length);
    if (at < 8) {
      this.#pos += length;
      return false;
    }
    copyKey(this.#view, at + length, end, length);
    return true;
  }

  bytes(tag: number, value: Uint8Array): void {
    const { length } = value;
    if (length > shortBytes || tag > 0x7f) {
      const before = this.length;
      this.raw(value);
      this.close(tag, before);
      return;
    }
    const at = this.#take(length + 2);
    const buffer = this.#buffer;
    buffer[at] = tag;
    buffer[at + 1] = length;
    for (let i = 0; i < length; i++) buffer[at + 2 + i] = value[i]!;
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    const { length } = value;
    const at = this.#take(length);
    const buffer = this.#buffer;
    if (length > shortBytes) buffer.set(value, at);
    else for (let i = 0; i < length; i++) buffer[at + i] = value[i]!;
  }

  bool(tag: number, value: boolean): void {
    this.#varint(value ? 1 : 0);
    this.tag(tag);
  }

  uint32(tag: number, value: number): void {
    this.#varint(value >>> 0);
    this.tag(tag);
  }

  /** Negative numbers take ten bytes, as protobuf asks. */
  int32(tag: number, value: number): void {
    if (value < 0) this.#varint64(BigInt(value));
    else this.#varint(value);
    this.tag(tag);
  }

  sint32(tag: number, value: number): void {
    this.#varint(((value << 1) ^ (value >> 31)) >>> 0);
    this.tag(tag);
  }

  int64(tag: number, value: bigint): void {
    this.#varint64(value);
    this.tag(tag);
  }

  fixed32(tag: number, value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value >>> 0, true);
    this.tag(tag);
  }

  fixed64(tag: number, value: bigint): void {
    this.#fixed64(value);
    this.tag(tag);
  }

  double(tag: number, value: number): void {
    this.#double(value);
    this.tag(tag);
  }

  packedFixed64(tag: number, values: readonly bigint[]): void {
    const before = this.length;
    for (let i = values.length - 1; i >= 0; i--) this.#fixed64(values[i]!);
    this.close(tag, before);
  }

  packedDouble(tag: number, values: readonly number[]): void {
    const before = this.length;
    for (let i = values.length - 1; i >= 0; i--) this.#double(values[i]!);
    this.close(tag, before);
  }

  packedUint64(tag: number, values: readonly bigint[]): void {
    const before = this.length;
    for (let i = values.length - 1; i >= 0; i--) this.#varint64(values[i]!);
    this.close(tag, before);
  }

  #fixed64(value: bigint): void {
    const at = this.#take(8);
    this.#view.setBigUint64(at, value, true);
  }

  #double(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, true);
  }

  /**
   * Room for `length` more bytes; gives where they begin. May put a larger buffer in the old one's place: call it before
   * `#buffer` or `#view` is named, not among the arguments of one of their methods.
   */
  #take(length: number): number {
    if (length > this.#pos) this.#grow(length);
    this.#pos -= length;
    return this.#pos;
  }

  #grow(length: number): void {
    const written = this.length;
    const capacity = Math.max(this.#capacity * 2, written + length);
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.#buffer.copy(larger, capacity - written, this.#pos);
    this.#buffer = larger;
    this.#view = viewOf(larger);
    this.#capacity = capacity;
    this.#pos = capacity - written;
  }

  #varint(value: number): void {
    if (value < 0x80) {
      const at = this.#take(1);
      this.#buffer[at] = value;
    } else if (value < 0x4000) {
      const at = this.#take(2);
      const buffer = this.#buffer;
      buffer[at] = (value & 0x7f) | 0x80;
      buffer[at + 1] = value >>> 7;
    } else this.#longVarint(value);
  }

  #longVarint(value: number): void {
    let rest = value >>> 0;
    let size = 1;
    for (let left = rest >>> 7; left > 0; left >>>= 7) size++;
    let at = this.#take(size);
    const buffer = this.#buffer;
    for (; rest > 0x7f; rest >>>= 7) buffer[at++] = (rest & 0x7f) | 0x80;
    buffer[at] = rest;
  }

  #varint64(value: bigint): void {
    if (value >= 0n && value <= 0x7fff_ffffn) {
      this.#varint(Number(value));
      return;
    }
    let rest = BigInt.asUintN(64, value);
    const bytes: number[] = [];
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    const at = this.#take(bytes.length);
    this.#buffer.set(bytes, at);
  }

  #text(text: string): void {
    const { length } = text;
    if (length <= shortText ? this.#tryAscii(text, length) : this.#tryLongAscii(text, length)) return;
    const size = Buffer.byteLength(text, "utf8");
    const at = this.#take(size);
    this.#buffer.write(text, at, size, "utf8");
  }

  /**
   * One call into the runtime instead of one to measure and one to write: as many bytes as characters, none of them
   * above ASCII, can only be the whole text. False, with nothing written, where it is not.
   */
  #tryLongAscii(text: string, length: number): boolean {
    const at = this.#take(length);
    const written = this.#buffer.write(text, at, length, "utf8");
    if (written === length && this.#isAscii(at, at + length)) return true;
    this.#pos += length;
    return false;
  }

  /** A single byte's sign is spread over the word, so that one mask serves both. */
  #isAscii(start: number, end: number): boolean {
    const view = this.#view;
    let bits = 0;
    let at = start;
    for (; at + 4 <= end; at += 4) bits |= view.getInt32(at);
    for (; at < end; at++) bits |= view.getInt8(at);
    return (bits & notAscii) === 0;
  }

  /** False, with nothing written, where a character is not ASCII. */
  #tryAscii(text: string, length: number): boolean {
    const at = this.#take(length);
    if (this.#isAsciiWritten(text, at)) return true;
    this.#pos += length;
    return false;
  }

  /** Puts the characters into the room at `at`; false where one is not ASCII: what stands there then means nothing. */
  #isAsciiWritten(text: string, at: number): boolean {
    const view = this.#view;
    const { length } = text;
    let units = 0;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      units |= unit;
      view.setUint8(at + i, unit);
    }
    return units <= 0x7f;
  }
}

/** By words, from the last to the first: the first may reach up to seven bytes into the free room in front. */
function copyKey(view: DataView, toEnd: number, fromEnd: number, length: number): void {
  const keys = repeatedKeys.view;
  let from = fromEnd;
  for (let to = toEnd; to > toEnd - length;) {
    from -= 8;
    to -= 8;
    view.setBigInt64(to, keys.getBigInt64(from, true), true);
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
