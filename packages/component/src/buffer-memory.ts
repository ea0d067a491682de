import type { Payload } from "@genai-collector/pdata";
import type { Memory } from "./component.ts";

/** How many hold one buffer. */
interface Held {
  readonly buffer: ArrayBufferLike;
  holders: number;
}

/** Counts each buffer once, however many payloads and forks over it are held. */
export class BufferMemory implements Memory {
  #heldBytes = 0;
  readonly #held = new Map<ArrayBufferLike, Held>();

  get heldBytes(): number {
    return this.#heldBytes;
  }

  hold(payload: Payload): () => void {
    const ranges = payload.encoded();
    const first = ranges[0]?.bytes.buffer;
    // What one request brought lies in one buffer.
    if (first === undefined || ranges.every(({ bytes }) => bytes.buffer === first)) return this.#holdOne(first);
    const all = [...new Set(ranges.map(({ bytes }) => bytes.buffer))].map((buffer) => this.#take(buffer));
    return once(() => {
      for (const held of all) this.#give(held);
    });
  }

  #holdOne(buffer: ArrayBufferLike | undefined): () => void {
    if (buffer === undefined) return nothing;
    const held = this.#take(buffer);
    return once(() => this.#give(held));
  }

  #take(buffer: ArrayBufferLike): Held {
    let held = this.#held.get(buffer);
    if (held === undefined) {
      held = { buffer, holders: 0 };
      this.#held.set(buffer, held);
      this.#heldBytes += buffer.byteLength;
    }
    held.holders += 1;
    return held;
  }

  #give(held: Held): void {
    held.holders -= 1;
    if (held.holders > 0) return;
    this.#held.delete(held.buffer);
    this.#heldBytes -= held.buffer.byteLength;
  }
}

const nothing = (): void => undefined;

function once(release: () => void): () => void {
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    release();
  };
}
