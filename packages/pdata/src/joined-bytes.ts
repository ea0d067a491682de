import type { Range } from "./payload.ts";

/** The bytes of all ranges in order; of those that lie side by side in one buffer, as one part. */
export function joinedBytes(ranges: readonly Range[]): Uint8Array[] {
  const first = ranges[0]?.bytes;
  if (first === undefined) return [];
  if (ranges.length === 1) return [first];
  const parts: Uint8Array[] = [];
  let part = first;
  let end = first.byteOffset + first.length;
  for (let index = 1; index < ranges.length; index++) {
    const { bytes } = ranges[index]!;
    if (bytes.byteOffset !== end || bytes.buffer !== part.buffer) {
      parts.push(upTo(part, end));
      part = bytes;
    }
    end = bytes.byteOffset + bytes.length;
  }
  parts.push(upTo(part, end));
  return parts;
}

function upTo(part: Uint8Array, end: number): Uint8Array {
  const { buffer, byteOffset, length } = part;
  return byteOffset + length === end ? part : new Uint8Array(buffer, byteOffset, end - byteOffset);
}
