import { Lz4BlockWriter, longestLz4Block } from "./lz4-block-writer.ts";
import { Lz4FrameReader } from "./lz4-frame-reader.ts";
import { lz4FrameHeader } from "./lz4-frame-header.ts";
import type { Work } from "./work.ts";
import { RunningXxh32 } from "./xxh32.ts";

/** As the frame header says: small enough to leave off after each, large enough to find most matches. */
const blockBytes = 262_144;
const wordBytes = 4;
/** Highest bit of a block's length: it stands there as it is. */
const uncompressed = 0x8000_0000;

/** One LZ4 frame with the content's size and checksum. */
export function* packLz4(bytes: Uint8Array): Work {
  const header = lz4FrameHeader(bytes.length);
  const blocks = Math.ceil(bytes.length / blockBytes);
  const room = blocks * (longestLz4Block(blockBytes) - blockBytes + wordBytes);
  const output = new Uint8Array(header.length + bytes.length + room + 2 * wordBytes);
  const view = new DataView(output.buffer);
  output.set(header);
  const writer = new Lz4BlockWriter();
  const checksum = new RunningXxh32(bytes, 0);
  let at = header.length;
  for (let start = 0; start < bytes.length; start += blockBytes) {
    if (start > 0) yield;
    const end = Math.min(start + blockBytes, bytes.length);
    checksum.advance(end);
    at = writeBlock(writer, bytes, start, end, output, view, at);
  }
  view.setUint32(at, 0, true);
  view.setUint32(at + wordBytes, checksum.finish(bytes.length), true);
  return output.slice(0, at + 2 * wordBytes);
}

/** Throws a RangeError past `limit`, before it allocates; CorruptDataError where a frame or a checksum is wrong. */
export function* unpackLz4(bytes: Uint8Array, limit: number): Work {
  const reader = new Lz4FrameReader(bytes);
  const output = new Uint8Array(yield* reader.measure(limit));
  yield* reader.read(output);
  return output;
}

/** Returns where it ends. */
function writeBlock(
  writer: Lz4BlockWriter,
  bytes: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  view: DataView,
  at: number,
): number {
  const blockAt = at + wordBytes;
  const blockEnd = writer.write(bytes, start, end, output, blockAt);
  const size = end - start;
  if (blockEnd - blockAt < size) {
    view.setUint32(at, blockEnd - blockAt, true);
    return blockEnd;
  }
  view.setUint32(at, uncompressed + size, true);
  output.set(bytes.subarray(start, end), blockAt);
  return blockAt + size;
}
