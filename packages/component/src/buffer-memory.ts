import type { Payload } from "@genai-collector/pdata";
import type { Memory } from "./component.ts";

/** How many hold one buffer. */
interface Held {
  readonly buffer: Holdable;
  holders: number;
}

/**
 * Each memory keeps its note on the buffer itself. In a Map, what was deleted lives on: V8 chains the tables that a Map
 * has outgrown, and a dead one that grew old keeps all later ones, and what they held, until the whole heap is collected.
 */
type Holdable = ArrayBufferLike & { [note: symbol]: Held | undefined };

/** Counts each buffer once, however many payloads and forks over it are held. */
export class BufferMemory implements Memory {
  #heldBytes = 0;
  readonly #note = Symbol("held");

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

  #take(given: ArrayBufferLike): Held {
    const buffer = given as Holdable;
    let held = buffer[this.#note];
    if (held === undefined) {
      held = { buffer, holders: 0 };
      buffer[this.#note] = held;
      this.#heldBytes += buffer.byteLength;
    }
    held.holders += 1;
    return held;
  }

  #give(held: Held): void {
    held.holders -= 1;
    if (held.holders > 0) return;
    held.buffer[this.#note] = undefined;
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
