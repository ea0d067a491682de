import { CorruptDataError } from "./corrupt-data-error.ts";
import { refuseOverLimit } from "./output-limit.ts";
import { SnappyBlockReader } from "./snappy-block-reader.ts";
import { longestSnappyBlock, SnappyBlockWriter } from "./snappy-block-writer.ts";
import { stepBytes, type Work } from "./work.ts";

/** What a block says of itself. */
export interface SnappyPreamble {
  /** Bytes that it unpacks to. */
  readonly size: number;
  /** Where its elements begin. */
  readonly elementsAt: number;
}

/** One block of at most 4 GiB: its length, then its elements. */
export function* packSnappy(bytes: Uint8Array): Work {
  const output = new Uint8Array(longestSnappyBlock(bytes.length));
  const writer = new SnappyBlockWriter(output, 0);
  writer.length(bytes.length);
  for (let at = 0; at < bytes.length; at += stepBytes) {
    if (at > 0) yield;
    writer.elements(bytes, at, Math.min(at + stepBytes, bytes.length));
  }
  return output.slice(0, writer.at);
}

/** Throws a RangeError past `limit`, CorruptDataError where it is no block. Both before the output is allocated, if they can. */
export function* unpackSnappy(bytes: Uint8Array, limit: number): Work {
  const { size, elementsAt } = readSnappyPreamble(bytes, 0, bytes.length);
  refuseOverLimit(size, limit);
  const output = new Uint8Array(size);
  const reader = new SnappyBlockReader(bytes, elementsAt, bytes.length, output, 0, size);
  while (!reader.read(stepBytes)) yield;
  return output;
}

/** The length of a block that stands from `at` to `end`, as far as so few bytes can hold that many. */
export function readSnappyPreamble(bytes: Uint8Array, at: number, end: number): SnappyPreamble {
  let size = 0;
  for (let i = 0; i < 5; i++) {
    if (at + i >= end) throw new CorruptDataError("snappy", at + i, "ends within its length");
    const byte = bytes[at + i]!;
    size += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { size: plausible(size, at, end), elementsAt: at + i + 1 };
  }
  throw new CorruptDataError("snappy", at, "claims more than 4 GiB");
}

/** The element that says most in fewest bytes copies 64 with three: who claims more than that lies. */
function plausible(size: number, at: number, end: number): number {
  if (size > 0xffff_ffff) throw new CorruptDataError("snappy", at, "claims more than 4 GiB");
  if (size > (end - at) * 22) throw new CorruptDataError("snappy", at, "claims more bytes than it can hold");
  return size;
}
