/**
 * How much is written at once: what a socket takes before it asks the writer to wait. A block of this size always makes
 * the writer wait until the system has all of it.
 */
export const blockBytes = 65_536;

/** What undici takes as a body. Its types leave iterables out, its documentation and its code do not. */
export type RequestBody = Uint8Array | Iterable<Uint8Array> | null;

/** Bytes of all parts together. */
export function totalBytes(parts: readonly Uint8Array[]): number {
  let total = 0;
  for (const part of parts) total += part.length;
  return total;
}

/**
 * A body of `total` bytes in parts. Parts of a block and more are written as they are: gathering them would cost more
 * than all the rest of a large request. Smaller ones are gathered in blocks, for thousands of writes cost even more.
 *
 * Measured in CPU time for 3.6 MB, loopback, Node 26: 16 parts 1.2 ms, in one buffer 3.1 ms; 8,192 parts 11 ms, in one
 * buffer 3.3 ms, in one block that is used again 2.0 ms.
 *
 * `reusesBlock`: the connection's writer waits for each block, and the block is free again when it asks for the next.
 */
export function requestBody(parts: readonly Uint8Array[], total: number, reusesBlock: boolean): RequestBody {
  if (total === 0) return null;
  if (parts.length === 1) return parts[0]!;
  return total <= blockBytes ? gathered(parts, total) : new Blocks(parts, reusesBlock);
}

function gathered(parts: readonly Uint8Array[], total: number): Uint8Array {
  const block = Buffer.allocUnsafe(total);
  let at = 0;
  for (const part of parts) {
    block.set(part, at);
    at += part.length;
  }
  return block;
}

/** May be walked more than once: undici does so when a connection ends before a request was begun on it. */
class Blocks implements Iterable<Uint8Array> {
  readonly #parts: readonly Uint8Array[];
  readonly #reusesBlock: boolean;

  constructor(parts: readonly Uint8Array[], reusesBlock: boolean) {
    this.#parts = parts;
    this.#reusesBlock = reusesBlock;
  }

  /**
   * Everything that is yielded but the last holds a block or more, or is followed at once by a part that does: who waits
   * for room after each has nothing left of the former ones when it asks again.
   */
  *[Symbol.iterator](): Generator<Uint8Array> {
    let block: Uint8Array | undefined;
    let held = 0;
    for (const part of this.#parts) {
      if (part.length >= blockBytes) {
        if (held > 0) yield block!.subarray(0, held);
        held = 0;
        yield part;
        continue;
      }
      for (let taken = 0; taken < part.length;) {
        block ??= Buffer.allocUnsafeSlow(blockBytes);
        const end = Math.min(part.length, taken + blockBytes - held);
        block.set(part.subarray(taken, end), held);
        held += end - taken;
        taken = end;
        if (held < blockBytes) continue;
        yield block;
        held = 0;
        if (!this.#reusesBlock) block = undefined;
      }
    }
    if (held > 0) yield block!.subarray(0, held);
  }
}
