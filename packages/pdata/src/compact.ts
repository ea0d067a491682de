import type { Payload, Range } from "./payload.ts";

/** Who keeps less than this part of a buffer copies it. */
const worthKeeping = 1 / 4;

/**
 * A payload that does not hold much more memory than it needs: where its ranges are less than a quarter of the buffer
 * that they lie in, they are copied into one of their own, so that a kept span does not pin a body of 200 KB. For who
 * keeps a payload beyond `consume`. Given back as it is where there is nothing to copy. Makes the encoded form the truth.
 */
export function compact<P extends Payload>(payload: P): P {
  const ranges = payload.encoded();
  // What one request brought lies in one buffer, and fills it.
  if (ranges.length === 1 && isWorthKeeping(ranges[0]!.bytes.length, ranges[0]!.bytes.buffer)) return payload;
  const sparse = sparseBuffers(ranges);
  if (sparse.size === 0) return payload;
  const copies = new Map([...sparse].map(([buffer, length]) => [buffer, new Copy(length)]));
  return payload.withRanges(
    ranges.map((range) => {
      const copy = copies.get(range.bytes.buffer);
      return copy === undefined ? range : { ...range, bytes: copy.take(range.bytes) };
    }),
    payload.items,
  );
}

/** The buffers that too little is kept of, and how much is. */
function sparseBuffers(ranges: readonly Range[]): Map<ArrayBufferLike, number> {
  const kept = new Map<ArrayBufferLike, number>();
  for (const { bytes } of ranges) kept.set(bytes.buffer, (kept.get(bytes.buffer) ?? 0) + bytes.length);
  for (const [buffer, length] of kept) if (isWorthKeeping(length, buffer)) kept.delete(buffer);
  return kept;
}

function isWorthKeeping(length: number, buffer: ArrayBufferLike): boolean {
  return length >= buffer.byteLength * worthKeeping;
}

/** Room for the ranges of one buffer, one after the other. */
class Copy {
  readonly #bytes: Uint8Array;
  #used = 0;

  constructor(length: number) {
    this.#bytes = new Uint8Array(length);
  }

  take(bytes: Uint8Array): Uint8Array {
    const start = this.#used;
    this.#bytes.set(bytes, start);
    this.#used += bytes.length;
    return this.#bytes.subarray(start, this.#used);
  }
}
