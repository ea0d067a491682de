// XXH32 (xxHash fast digest algorithm, specification 0.1.1).
const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;
/** Bytes that are mixed at once: one word for each of the four lanes. */
const stripeBytes = 16;

/** XXH32 with seed 0 of the bytes between `from` and `to`, as an unsigned number. */
export function xxh32(bytes: Uint8Array, from: number, to: number): number {
  const running = new RunningXxh32(bytes, from);
  running.advance(to);
  return running.finish(to);
}

/** XXH32 of bytes that come to be one behind the other in one array. */
export class RunningXxh32 {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  #at: number;
  #lane1 = (prime1 + prime2) | 0;
  #lane2 = prime2 | 0;
  #lane3 = 0;
  #lane4 = -prime1 | 0;

  /** The checksum begins at `from`. */
  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#start = from;
    this.#at = from;
  }

  /** Takes in what is there now, up to `to`. */
  advance(to: number): void {
    const bytes = this.#bytes;
    const last = to - stripeBytes;
    let at = this.#at;
    let lane1 = this.#lane1;
    let lane2 = this.#lane2;
    let lane3 = this.#lane3;
    let lane4 = this.#lane4;
    for (; at <= last; at += stripeBytes) {
      lane1 = round(lane1, word(bytes, at));
      lane2 = round(lane2, word(bytes, at + 4));
      lane3 = round(lane3, word(bytes, at + 8));
      lane4 = round(lane4, word(bytes, at + 12));
    }
    this.#at = at;
    this.#lane1 = lane1;
    this.#lane2 = lane2;
    this.#lane3 = lane3;
    this.#lane4 = lane4;
  }

  /** The checksum of all up to `to`. */
  finish(to: number): number {
    this.advance(to);
    const length = to - this.#start;
    let hash = length < stripeBytes ? prime5 : this.#merged();
    hash = (hash + length) | 0;
    let at = this.#at;
    for (; at <= to - 4; at += 4) {
      hash = (hash + Math.imul(word(this.#bytes, at), prime3)) | 0;
      hash = Math.imul(rotate(hash, 17), prime4);
    }
    for (; at < to; at++) {
      hash = (hash + Math.imul(this.#bytes[at]!, prime5)) | 0;
      hash = Math.imul(rotate(hash, 11), prime1);
    }
    return avalanche(hash);
  }

  #merged(): number {
    return rotate(this.#lane1, 1) + rotate(this.#lane2, 7) + rotate(this.#lane3, 12) + rotate(this.#lane4, 18);
  }
}

function round(lane: number, input: number): number {
  return Math.imul(rotate((lane + Math.imul(input, prime2)) | 0, 13), prime1);
}

function avalanche(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 15), prime2);
  mixed = Math.imul(mixed ^ (mixed >>> 13), prime3);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
