import { CorruptDataError } from "./corrupt-data-error.ts";
import { crc32c } from "./crc32c.ts";
import { refuseOverLimit } from "./output-limit.ts";
import { SnappyBlockReader } from "./snappy-block-reader.ts";
import { longestSnappyBlock, SnappyBlockWriter } from "./snappy-block-writer.ts";
import { readSnappyPreamble } from "./snappy.ts";
import { type Work } from "./work.ts";

// Snappy framing format, revision 2015-05-12.

/** The chunk that every stream begins with, and that stands between streams that were put together. */
const streamIdentifier = Uint8Array.of(0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59);
const compressed = 0x00;
const uncompressed = 0x01;
const firstSkippable = 0x80;
const identifier = 0xff;
const headerBytes = 4;
const checksumBytes = 4;
/** Most that a chunk may hold, unpacked. */
const chunkBytes = 65_536;
/** Chunks between two yields: where they are unpacked, and where only their headers are read. */
const chunksAStep = 2;
const headersAStep = 4096;

interface Chunk {
  readonly kind: number;
  /** Of its content, behind the header. */
  readonly at: number;
  readonly end: number;
}

/** A stream of chunks with checksums. */
export function* packSnappyFramed(bytes: Uint8Array): Work {
  const chunks = Math.ceil(bytes.length / chunkBytes);
  const room = headerBytes + checksumBytes + longestSnappyBlock(chunkBytes) - chunkBytes;
  const output = new Uint8Array(streamIdentifier.length + bytes.length + chunks * room);
  output.set(streamIdentifier);
  const writer = new SnappyBlockWriter(output, streamIdentifier.length);
  for (let i = 0; i < chunks; i++) {
    if (i > 0 && i % chunksAStep === 0) yield;
    writeChunk(output, writer, bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes));
  }
  return output.slice(0, writer.at);
}

/** Throws a RangeError past `limit`, before it allocates; CorruptDataError where the stream or a checksum is wrong. */
export function* unpackSnappyFramed(bytes: Uint8Array, limit: number): Work {
  if (!isIdentifier(bytes, 0)) throw new CorruptDataError("snappy", 0, "does not begin with a stream identifier");
  const size = yield* unpackedSize(bytes);
  refuseOverLimit(size, limit);
  const output = new Uint8Array(size);
  let filled = 0;
  let chunks = 0;
  for (let at = 0; at < bytes.length;) {
    const chunk = readChunk(bytes, at);
    filled += unpackChunk(bytes, chunk, output, filled);
    at = chunk.end;
    if (++chunks % chunksAStep === 0) yield;
  }
  return output;
}

function writeChunk(output: Uint8Array, writer: SnappyBlockWriter, content: Uint8Array): void {
  const start = writer.at;
  const contentAt = start + headerBytes + checksumBytes;
  writer.at = contentAt;
  writer.length(content.length);
  writer.elements(content, 0, content.length);
  const isWorthIt = writer.at - contentAt < content.length - content.length / 8;
  if (!isWorthIt) {
    output.set(content, contentAt);
    writer.at = contentAt + content.length;
  }
  const length = writer.at - start - headerBytes;
  output.set([isWorthIt ? compressed : uncompressed, length & 0xff, (length >>> 8) & 0xff, length >>> 16], start);
  const checksum = maskedChecksum(content);
  for (let i = 0; i < checksumBytes; i++) output[start + headerBytes + i] = checksum >>> (8 * i);
}

/** Reads every chunk's header and claim, without unpacking: a stream that lies is found before memory is taken for it. */
function* unpackedSize(bytes: Uint8Array): Generator<undefined, number> {
  let size = 0;
  let chunks = 0;
  for (let at = 0; at < bytes.length;) {
    const chunk = readChunk(bytes, at);
    size += contentSize(bytes, chunk);
    at = chunk.end;
    if (++chunks % headersAStep === 0) yield;
  }
  return size;
}

function readChunk(bytes: Uint8Array, start: number): Chunk {
  const at = start + headerBytes;
  if (at > bytes.length) throw new CorruptDataError("snappy", start, "ends within a chunk's header");
  const kind = bytes[start]!;
  const length = bytes[start + 1]! | (bytes[start + 2]! << 8) | (bytes[start + 3]! << 16);
  if (length > bytes.length - at) throw new CorruptDataError("snappy", start, "ends within a chunk");
  if (kind > uncompressed && kind < firstSkippable)
    throw new CorruptDataError("snappy", start, `has a chunk of the unknown kind ${kind}`);
  if (kind === identifier && !isIdentifier(bytes, start))
    throw new CorruptDataError("snappy", start, "has a wrong stream identifier");
  return { kind, at, end: at + length };
}

function contentSize(bytes: Uint8Array, { kind, at, end }: Chunk): number {
  if (kind > uncompressed) return 0;
  const blockAt = at + checksumBytes;
  if (blockAt > end) throw new CorruptDataError("snappy", at, "has a chunk without a checksum");
  const size = kind === uncompressed ? end - blockAt : readSnappyPreamble(bytes, blockAt, end).size;
  if (size > chunkBytes) throw new CorruptDataError("snappy", at, `has a chunk of more than ${chunkBytes} bytes`);
  return size;
}

/** Returns how many bytes it filled. */
function unpackChunk(bytes: Uint8Array, { kind, at, end }: Chunk, output: Uint8Array, filled: number): number {
  if (kind > uncompressed) return 0;
  const blockAt = at + checksumBytes;
  let size = end - blockAt;
  if (kind === uncompressed) output.set(bytes.subarray(blockAt, end), filled);
  else {
    const preamble = readSnappyPreamble(bytes, blockAt, end);
    size = preamble.size;
    new SnappyBlockReader(bytes, preamble.elementsAt, end, output, filled, filled + size).read(Infinity);
  }
  const stored = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  if (stored !== maskedChecksum(output.subarray(filled, filled + size)))
    throw new CorruptDataError("snappy", at, "has a chunk with a wrong checksum");
  return size;
}

function isIdentifier(bytes: Uint8Array, at: number): boolean {
  return streamIdentifier.every((byte, i) => bytes[at + i] === byte);
}

/** Rotated and shifted, so that the checksum of data that holds checksums is still a good one (§3). */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
