/** Longer than this, a call of the engine's own copy is faster than a loop that the caller has in place. */
export const longCopy = 48;

/** Copies `length` bytes of `input` from `at` to `output` from `to`. The caller has checked both ends. */
export function copyLiterals(input: Uint8Array, at: number, output: Uint8Array, to: number, length: number): void {
  output.set(input.subarray(at, at + length), to);
}

/**
 * Repeats at `to` the `length` bytes that begin `offset` before it. Where they overlap, what was just written is
 * repeated. The caller has checked both ends.
 */
export function copyMatch(output: Uint8Array, to: number, offset: number, length: number): void {
  const from = to - offset;
  // Each round repeats all that is there since `from`, so a long run takes few rounds.
  for (let done = 0; done < length;) {
    const part = Math.min(offset + done, length - done);
    output.copyWithin(to + done, from, from + part);
    done += part;
  }
}
