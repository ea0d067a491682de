import { Buffer } from "node:buffer";
import { stringCache } from "./string-cache.ts";
import { WireError } from "./wire-error.ts";

/** Protobuf's wire types. The deprecated groups (3 and 4) are refused. */
export const wireType = { varint: 0, fixed64: 1, length: 2, fixed32: 5 } as const;

/** How deep values may nest: `AnyValue` within `AnyValue`. */
export const maxDepth = 100;

/**
 * Reads protobuf from bytes, checking that everything lies within `end`, which callers narrow to the message at hand.
 * Throws `WireError`.
 */
export class Reader {
  readonly bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #view: DataView;
  pos: number;
  /** How many values are open around the one that is read. */
  depth = 0;

  constructor(bytes: Uint8Array, pos = 0) {
    // Views of a Buffer are slower to make than views of plain bytes.
    this.bytes = Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.pos = pos;
  }

  /** A field's tag: number × 8 + wire type. */
  tag(end: number): number {
    const start = this.pos;
    const first = this.bytes[start]!;
    if (first < 0x80 && first > 7 && start < end) {
      this.pos = start + 1;
      return first;
    }
    const tag = this.uint32(end);
    if (tag >>> 3 === 0) throw this.error("field number 0", start);
    return tag;
  }

  /** A varint's low 32 bits, unsigned; the rest is read and left out, as protobuf asks. */
  uint32(end: number): number {
    const { bytes } = this;
    let { pos } = this;
    if (pos < end && bytes[pos]! < 0x80) {
      this.pos = pos + 1;
      return bytes[pos]!;
    }
    const start = pos;
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (pos >= end) throw this.error("a number that ends early", start);
      const byte = bytes[pos++]!;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.pos = pos;
        return value >>> 0;
      }
    }
    throw this.error("a number of more than 10 bytes", start);
  }

  /** A varint as a signed 32-bit number: `int32` and enumerations. */
  int32(end: number): number {
    return this.uint32(end) | 0;
  }

  /** A zigzag varint. */
  sint32(end: number): number {
    const value = this.uint32(end);
    return (value >>> 1) ^ -(value & 1);
  }

  bool(end: number): boolean {
    return this.uint64(end) !== 0n;
  }

  uint64(end: number): bigint {
    const { bytes } = this;
    let { pos } = this;
    if (pos < end && bytes[pos]! < 0x80) {
      this.pos = pos + 1;
      return BigInt(bytes[pos]!);
    }
    const start = pos;
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      if (pos >= end) throw this.error("a number that ends early", start);
      const byte = bytes[pos++]!;
      // 28 bits fit in `low` without touching its sign; the rest is collected above.
      if (index < 4) low |= (byte & 0x7f) << (7 * index);
      else if (index < 8) high |= (byte & 0x7f) << (7 * (index - 4));
      else if (byte < 0x80 || index === 8) return this.#finish(low, high, index, byte, pos, end, start);
      if (byte < 0x80) {
        this.pos = pos;
        // Below 2^53 one conversion is exact.
        return high < 0x200_0000 ? BigInt(high * 0x1000_0000 + low) : BigInt(low) + (BigInt(high) << 28n);
      }
    }
    throw this.error("a number of more than 10 bytes", start);
  }

  /** The ninth and tenth byte of a varint: bits 56 to 63. */
  #finish(low: number, high: number, index: number, byte: number, pos: number, end: number, start: number): bigint {
    let top = BigInt(byte & 0x7f);
    let next = pos;
    if (byte >= 0x80) {
      if (next >= end) throw this.error("a number that ends early", start);
      const last = this.bytes[next++]!;
      if (last >= 0x80) throw this.error("a number of more than 10 bytes", start);
      top |= BigInt(last) << 7n;
    }
    this.pos = next;
    return BigInt.asUintN(64, BigInt(low) + (BigInt(high >>> 0) << 28n) + (top << BigInt(7 * index)));
  }

  int64(end: number): bigint {
    const value = this.uint64(end);
    return value <= 0x7fff_ffff_ffff_ffffn ? value : BigInt.asIntN(64, value);
  }

  fixed32(end: number): number {
    return this.#view.getUint32(this.#advance(4, end), true);
  }

  fixed64(end: number): bigint {
    return this.#view.getBigUint64(this.#advance(8, end), true);
  }

  sfixed64(end: number): bigint {
    return this.#view.getBigInt64(this.#advance(8, end), true);
  }

  double(end: number): number {
    return this.#view.getFloat64(this.#advance(8, end), true);
  }

  /** Reads a length and gives where what it covers ends. */
  lengthEnd(end: number): number {
    const start = this.pos;
    const first = this.bytes[start]!;
    if (first < 0x80 && first < end - start) {
      this.pos = start + 1;
      return start + 1 + first;
    }
    const length = this.uint32(end);
    if (length > end - this.pos) throw this.error(`a length of ${length}, ${end - this.pos} are left`, start);
    return this.pos + length;
  }

  /** Short texts come from a cache; bytes that are no UTF-8 become replacement characters. */
  string(end: number): string {
    const stop = this.lengthEnd(end);
    const text = stringCache.read(this.#buffer, this.#view, this.pos, stop);
    this.pos = stop;
    return text;
  }

  /** A view: who keeps it beyond the payload copies it. */
  byteString(end: number): Uint8Array {
    const stop = this.lengthEnd(end);
    const { bytes, pos } = this;
    this.pos = stop;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + pos, stop - pos);
  }

  /** The identifier of a trace (16 bytes) or a span (8), or none. A view, like all bytes. */
  identifier(size: number, end: number): Uint8Array {
    const stop = this.lengthEnd(end);
    this.checkIdentifier(stop - this.pos, size);
    const { bytes, pos } = this;
    this.pos = stop;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + pos, stop - pos);
  }

  checkIdentifier(length: number, size: number): void {
    if (length !== size && length !== 0) throw this.error(`an identifier of ${length} bytes, expected ${size}`);
  }

  /** Passes over the value of a field that is not known. */
  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case wireType.varint:
        this.uint32(end);
        return;
      case wireType.fixed64:
        this.#advance(8, end);
        return;
      case wireType.length:
        this.pos = this.lengthEnd(end);
        return;
      case wireType.fixed32:
        this.#advance(4, end);
        return;
      default:
        throw this.error(`wire type ${tag & 7} of field ${tag >>> 3}`, this.pos);
    }
  }

  /** Opens one more level of nested values. */
  enter(): void {
    this.depth += 1;
    if (this.depth > maxDepth)
      throw new WireError("PDATA_TOO_DEEP", `values nested more than ${maxDepth} deep`, this.pos);
  }

  leave(): void {
    this.depth -= 1;
  }

  error(problem: string, offset = this.pos): WireError {
    return new WireError("PDATA_MALFORMED", problem, offset);
  }

  #advance(length: number, end: number): number {
    const start = this.pos;
    if (length > end - start) throw this.error(`a value of ${length} bytes, ${end - start} are left`);
    this.pos = start + length;
    return start;
  }
}
