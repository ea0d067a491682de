import { CorruptDataError } from "./corrupt-data-error.ts";
import { xxh32 } from "./xxh32.ts";

// LZ4 frame format, version 1.6.4.

export const lz4Magic = 0x184d2204;
/** Bits of the flag byte. */
const version = 0x40;
const versionMask = 0xc0;
const independentBlocks = 0x20;
const blockChecksums = 0x10;
const contentSize = 0x08;
const contentChecksum = 0x04;
const reserved = 0x02;
const dictionaryId = 0x01;
/** Bits of the byte behind it that must be 0. */
const reservedInBlock = 0x8f;
const magicBytes = 4;
/** From the flag byte to the header's checksum, without the content's size. */
const descriptorBytes = 2;
const sizeBytes = 8;
/** Largest block, by its number in the header. */
const maxBlockBytes: Readonly<Record<number, number>> = { 4: 65_536, 5: 262_144, 6: 1_048_576, 7: 4_194_304 };

/** What the header of a frame says. */
export interface Lz4FrameHeader {
  /** Copies may reach back into the blocks before. */
  readonly hasLinkedBlocks: boolean;
  readonly hasBlockChecksums: boolean;
  readonly hasContentChecksum: boolean;
  readonly maxBlockBytes: number;
  /** Undefined where the frame does not say. */
  readonly contentBytes: number | undefined;
  /** Where the first block begins. */
  readonly blocksAt: number;
}

/** The header of the frame whose magic number stands at `start`. Throws CorruptDataError. */
export function readLz4FrameHeader(bytes: Uint8Array, start: number): Lz4FrameHeader {
  const at = start + magicBytes;
  const flags = bytes[at] ?? fail(at, "ends within a frame's header");
  checkFlags(flags, at);
  const length = descriptorBytes + ((flags & contentSize) === 0 ? 0 : sizeBytes);
  const checksumAt = at + length;
  if (checksumAt >= bytes.length) fail(at, "ends within a frame's header");
  if (bytes[checksumAt] !== ((xxh32(bytes, at, checksumAt) >>> 8) & 0xff))
    fail(at, "has a header with a wrong checksum");
  return {
    hasLinkedBlocks: (flags & independentBlocks) === 0,
    hasBlockChecksums: (flags & blockChecksums) !== 0,
    hasContentChecksum: (flags & contentChecksum) !== 0,
    maxBlockBytes: readMaxBlockBytes(bytes[at + 1]!, at + 1),
    contentBytes: (flags & contentSize) === 0 ? undefined : readSize(bytes, at + descriptorBytes),
    blocksAt: checksumAt + 1,
  };
}

/** A header that says: independent blocks of up to 256 KiB, this many bytes in all, a checksum at the end. */
export function lz4FrameHeader(contentBytes: number): Uint8Array {
  const header = new Uint8Array(magicBytes + descriptorBytes + sizeBytes + 1);
  const view = new DataView(header.buffer);
  view.setUint32(0, lz4Magic, true);
  header[4] = version | independentBlocks | contentSize | contentChecksum;
  header[5] = 5 << 4;
  view.setBigUint64(6, BigInt(contentBytes), true);
  header[14] = xxh32(header, magicBytes, 14) >>> 8;
  return header;
}

function checkFlags(flags: number, at: number): void {
  if ((flags & versionMask) !== version) fail(at, "has a frame of another version");
  if ((flags & reserved) !== 0) fail(at, "has a frame with an unknown flag");
  if ((flags & dictionaryId) !== 0) fail(at, "needs a dictionary");
}

function readMaxBlockBytes(byte: number, at: number): number {
  if ((byte & reservedInBlock) !== 0) fail(at, "has a frame with an unknown flag");
  return maxBlockBytes[byte >>> 4] ?? fail(at, "has blocks of an unknown size");
}

function readSize(bytes: Uint8Array, at: number): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset + at, sizeBytes).getBigUint64(0, true));
}

function fail(at: number, problem: string): never {
  throw new CorruptDataError("lz4", at, problem);
}
