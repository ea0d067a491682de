import type { Payload } from "@genai-collector/component";
import type { Range } from "@genai-collector/pdata";

/** A larger body costs more to copy than to keep. */
const smallBytes = 16_384;
/** Of the buffers that small ones are copied into: each is twice as large as the one before, while that is not too large. */
const [firstRoomBytes, roomBytes] = [smallBytes, 262_144];

/**
 * Keeps what small requests brought side by side in common buffers. Hundreds of small bodies that wait for their batch
 * grow old together, and V8 gives back what has grown old only when it collects its whole heap; once copied, each body
 * can go. And what lies side by side is sent as one.
 *
 * A common buffer stays until the last payload in it is gone: who keeps a part of it for long makes it `compact`.
 */
export class SmallPayloads<P extends Payload> {
  #room = new Uint8Array(0);
  #used = 0;

  /** The payload over a copy of its bytes; undefined where it is too large. `bytes`: its length on the wire. */
  keep(payload: P, bytes: number): P | undefined {
    if (bytes > smallBytes) return undefined;
    if (this.#room.length - this.#used < bytes) {
      this.#room = Buffer.allocUnsafeSlow(Math.min(Math.max(firstRoomBytes, this.#room.length * 2), roomBytes));
      this.#used = 0;
    }
    const ranges = payload.encoded();
    const copies = ranges.length === 1 ? [this.#copy(ranges[0]!)] : ranges.map((range) => this.#copy(range));
    return payload.withRanges(copies, payload.items);
  }

  #copy({ bytes, client }: Range): Range {
    const room = this.#room;
    const start = this.#used;
    room.set(bytes, start);
    this.#used += bytes.length;
    const copy = room.subarray(start, this.#used);
    return client === undefined ? { bytes: copy } : { bytes: copy, client };
  }
}
