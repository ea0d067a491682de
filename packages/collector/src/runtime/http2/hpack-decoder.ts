import { headerField, namesake, type HeaderField } from "./header-field.ts";
import { decodeHuffman } from "./huffman.ts";
import { ConnectionError, errorCode } from "./protocol.ts";
import { staticFields } from "./static-table.ts";

/** Takes fields one by one. */
export interface FieldSink {
  add(field: HeaderField): void;
}

/** What clients may make the dynamic table hold: HPACK's default, which is never changed. */
const maxTableBytes = 4_096;
/** No more entries fit, each counting at least 32 bytes. A power of two. */
const maxEntries = 128;
/** Numbers are indices, and lengths of strings within one block: more is an attack. */
const largestNumber = 1 << 28;
/** Decoded strings stand here until they are strings; longer ones have no place in any request. */
const scratch = Buffer.allocUnsafeSlow(65_536);

/** Decodes the header blocks of one connection, in the order in which they came (RFC 7541). */
export class HpackDecoder {
  /** A ring, the newest at `#newest`. Made with the first entry. */
  #table: (HeaderField | undefined)[] | undefined;
  #newest = 0;
  #count = 0;
  #bytes = 0;
  #maxBytes = maxTableBytes;
  #version = 0;
  #block: Buffer = scratch;
  #at = 0;
  #end = 0;

  /** Changes with the dynamic table: the same block means the same as long as this does not. */
  get version(): number {
    return this.#version;
  }

  /** Hands the fields of a block to `sink`. Throws a COMPRESSION_ERROR, after which nothing can be decoded any more. */
  decode(block: Buffer, start: number, end: number, sink: FieldSink): void {
    this.#block = block;
    this.#at = start;
    this.#end = end;
    this.#readSizeUpdates();
    while (this.#at < this.#end) sink.add(this.#readField());
    this.#block = scratch;
  }

  #readField(): HeaderField {
    const first = this.#block[this.#at]!;
    if (first >= 0x80) return this.#fieldAt(this.#readNumber(0x7f));
    if (first >= 0x40) {
      const field = this.#readLiteral(0x3f);
      this.#insert(field);
      return field;
    }
    if (first >= 0x20) throw broken("the table is resized within a block");
    // Without indexing, or never indexed: the same to who does not pass it on.
    return this.#readLiteral(0x0f);
  }

  /** They stand before all fields (RFC 7541 §4.2). */
  #readSizeUpdates(): void {
    while (this.#at < this.#end && (this.#block[this.#at]! & 0xe0) === 0x20) {
      const size = this.#readNumber(0x1f);
      if (size > maxTableBytes) throw broken("the table is made larger than allowed");
      this.#maxBytes = size;
      this.#version++;
      this.#evict(0);
    }
  }

  #readLiteral(mask: number): HeaderField {
    const index = this.#readNumber(mask);
    if (index > 0) return namesake(this.#fieldAt(index), this.#readString());
    const name = this.#readString();
    return headerField(name, this.#readString());
  }

  #fieldAt(index: number): HeaderField {
    const field =
      index <= staticFields.length ? staticFields[index - 1] : this.#dynamicFieldAt(index - staticFields.length - 1);
    if (field === undefined) throw broken("an index points nowhere");
    return field;
  }

  #dynamicFieldAt(age: number): HeaderField | undefined {
    if (age >= this.#count) return undefined;
    return this.#table![(this.#newest - age) & (maxEntries - 1)];
  }

  /** One that is larger than the table empties it (RFC 7541 §4.4). */
  #insert(field: HeaderField): void {
    this.#version++;
    this.#evict(field.size);
    if (field.size > this.#maxBytes) return;
    this.#table ??= Array.from({ length: maxEntries }, () => undefined);
    this.#newest = (this.#newest + 1) & (maxEntries - 1);
    this.#table[this.#newest] = field;
    this.#count++;
    this.#bytes += field.size;
  }

  /** Makes room for `bytes`. */
  #evict(bytes: number): void {
    while (this.#count > 0 && this.#bytes + bytes > this.#maxBytes) {
      this.#count--;
      const oldest = (this.#newest - this.#count) & (maxEntries - 1);
      this.#bytes -= this.#table![oldest]!.size;
      this.#table![oldest] = undefined;
    }
  }

  /** RFC 7541 §5.1. `mask`: the bits of the first byte that belong to it. */
  #readNumber(mask: number): number {
    let number = this.#readByte() & mask;
    if (number < mask) return number;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#readByte();
      // No shift goes so far that bits get lost.
      number += (byte & 0x7f) * 2 ** shift;
      if (number > largestNumber || shift > 28) throw broken("a number is too large");
      if (byte < 0x80) return number;
    }
  }

  #readByte(): number {
    if (this.#at >= this.#end) throw broken("a block ends early");
    return this.#block[this.#at++]!;
  }

  #readString(): string {
    const isHuffman = this.#at < this.#end && this.#block[this.#at]! >= 0x80;
    const length = this.#readNumber(0x7f);
    const start = this.#at;
    if (length > this.#end - start) throw broken("a string is longer than its block");
    this.#at += length;
    if (!isHuffman) return this.#block.toString("latin1", start, this.#at);
    const size = decodeHuffman(this.#block, start, this.#at, scratch);
    if (size === -1) throw broken("a string is no Huffman code");
    if (size === -2) throw new ConnectionError(errorCode.enhanceYourCalm, "a header field is too large");
    return scratch.toString("latin1", 0, size);
  }
}

function broken(why: string): ConnectionError {
  return new ConnectionError(errorCode.compressionError, why);
}
