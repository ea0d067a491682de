/** Both packers look for matches by so many bytes at once. */
export const shortestMatch = 4;

/**
 * How many bytes from `at` on, up to `end`, are as those from `candidate` on. The caller knows it of the shortest match.
 * Four at a time: packing what repeats itself is twice as fast so.
 */
export function matchLength(view: DataView, candidate: number, at: number, end: number): number {
  const lastWord = end - 4 - at;
  let length = shortestMatch;
  while (length <= lastWord && view.getInt32(candidate + length, true) === view.getInt32(at + length, true))
    length += 4;
  while (at + length < end && view.getUint8(candidate + length) === view.getUint8(at + length)) length++;
  return length;
}

/** The bytes of `input`, to be read as words. */
export function viewOf(input: Uint8Array): DataView {
  return new DataView(input.buffer, input.byteOffset, input.byteLength);
}
