import { CorruptDataError } from "./corrupt-data-error.ts";
import { Lz4BlockReader, lz4BlockSize } from "./lz4-block-reader.ts";
import { lz4Magic, readLz4FrameHeader, type Lz4FrameHeader } from "./lz4-frame-header.ts";
import { viewOf } from "./match-length.ts";
import { refuseOverLimit } from "./output-limit.ts";
import { stepBytes } from "./work.ts";
import { RunningXxh32, xxh32 } from "./xxh32.ts";

const wordBytes = 4;
/** Frames for other programs, which are left out: sixteen magic numbers, and then a length. */
const skippableMagic = 0x184d2a50;
const skippableMask = 0xffff_fff0;
/** Highest bit of a block's length: it stands there as it is. */
const uncompressed = 0x8000_0000;
/** What a block or a frame costs beside its bytes, so that many tiny ones pause as few large ones do. */
const overheadBytes = 64;

/** Where a block stands. */
interface Block {
  readonly at: number;
  readonly end: number;
  readonly isCompressed: boolean;
}

/**
 * Reads frames that stand one behind the other, twice: how much they hold, then what. Between the two it remembers
 * nothing, since a body can be made of millions of frames and blocks.
 */
export class Lz4FrameReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  /** Unpacked bytes so far. */
  #filled = 0;
  /** Work since the last yield, in bytes. */
  #worked = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /**
   * Checks all but checksums and what copies reach for, and returns the bytes that `read` needs room for. Throws a
   * RangeError as soon as they are more than `limit`.
   */
  *measure(limit: number): Generator<undefined, number> {
    if (this.#bytes.length === 0) this.#fail("has no frame");
    for (this.#filled = 0, this.#at = 0; this.#at < this.#bytes.length;) {
      const header = this.#header();
      if (header !== undefined) yield* this.#measureFrame(header, limit);
      else if (this.#isOverdue(overheadBytes)) yield;
    }
    return this.#filled;
  }

  /** Unpacks into `output`, which has the size that `measure` returned. */
  *read(output: Uint8Array): Generator<undefined, void> {
    for (this.#filled = 0, this.#at = 0; this.#at < this.#bytes.length;) {
      const header = this.#header();
      if (header !== undefined) yield* this.#readFrame(header, output);
      else if (this.#isOverdue(overheadBytes)) yield;
    }
  }

  *#measureFrame(header: Lz4FrameHeader, limit: number): Generator<undefined, void> {
    const start = this.#filled;
    refuseOverLimit(start + (header.contentBytes ?? 0), limit);
    for (let block = this.#block(header); block !== undefined; block = this.#block(header)) {
      const size = block.isCompressed ? lz4BlockSize(this.#bytes, block.at, block.end) : block.end - block.at;
      if (size > header.maxBlockBytes) this.#fail("has a larger block than its header says");
      this.#filled += size;
      refuseOverLimit(this.#filled, limit);
      if (header.hasBlockChecksums) this.#word("a block's checksum");
      if (this.#isOverdue(block.end - block.at + overheadBytes)) yield;
    }
    const size = this.#filled - start;
    if (size !== (header.contentBytes ?? size)) this.#fail("holds another size than it claims");
    if (header.hasContentChecksum) this.#word("a frame's checksum");
  }

  *#readFrame(header: Lz4FrameHeader, output: Uint8Array): Generator<undefined, void> {
    const start = this.#filled;
    const checksum = new RunningXxh32(output, start);
    for (let block = this.#block(header); block !== undefined; block = this.#block(header)) {
      if (header.hasBlockChecksums) this.#checkBlock(block);
      const history = header.hasLinkedBlocks ? start : this.#filled;
      const reader = block.isCompressed ? this.#blockReader(block, output, history) : undefined;
      while (reader?.read(stepBytes) === false) yield;
      this.#filled = reader?.filled ?? this.#copyBlock(block, output);
      if (header.hasContentChecksum) checksum.advance(this.#filled);
      if (this.#isOverdue(block.end - block.at + overheadBytes)) yield;
    }
    if (header.hasContentChecksum && this.#word("a frame's checksum") !== checksum.finish(this.#filled))
      this.#fail("has a frame with a wrong checksum");
  }

  /** Of the frame that begins here; undefined behind a skippable one. */
  #header(): Lz4FrameHeader | undefined {
    const start = this.#at;
    const magic = this.#word("a magic number");
    if ((magic & skippableMask) >>> 0 === skippableMagic) {
      const length = this.#word("a skippable frame");
      this.#at += length;
      if (this.#at > this.#bytes.length) this.#fail("ends within a skippable frame");
      return undefined;
    }
    if (magic !== lz4Magic) this.#fail("has no frame");
    const header = readLz4FrameHeader(this.#bytes, start);
    this.#at = header.blocksAt;
    return header;
  }

  /** The block that begins here; undefined behind the last one of its frame. */
  #block(header: Lz4FrameHeader): Block | undefined {
    const word = this.#word("a block");
    if (word === 0) return undefined;
    const isCompressed = word < uncompressed;
    const at = this.#at;
    const end = at + (isCompressed ? word : word - uncompressed);
    if (end - at > header.maxBlockBytes) this.#fail("has a larger block than its header says");
    if (end > this.#bytes.length) this.#fail("ends within a block");
    this.#at = end;
    return { at, end, isCompressed };
  }

  #checkBlock({ at, end }: Block): void {
    if (this.#word("a block's checksum") !== xxh32(this.#bytes, at, end))
      this.#fail("has a block with a wrong checksum");
  }

  #blockReader({ at, end }: Block, output: Uint8Array, history: number): Lz4BlockReader {
    return new Lz4BlockReader(this.#bytes, at, end, output, history, this.#filled);
  }

  #copyBlock({ at, end }: Block, output: Uint8Array): number {
    output.set(this.#bytes.subarray(at, end), this.#filled);
    return this.#filled + end - at;
  }

  #isOverdue(bytes: number): boolean {
    this.#worked += bytes;
    if (this.#worked < stepBytes) return false;
    this.#worked = 0;
    return true;
  }

  /** Four bytes, least first, and goes on behind them. */
  #word(what: string): number {
    if (this.#at + wordBytes > this.#bytes.length) this.#fail(`ends within ${what}`);
    this.#at += wordBytes;
    return this.#view.getUint32(this.#at - wordBytes, true);
  }

  #fail(problem: string): never {
    throw new CorruptDataError("lz4", this.#at, problem);
  }
}
