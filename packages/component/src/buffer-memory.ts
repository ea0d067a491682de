import type { Payload } from "@genai-collector/pdata";
import type { Memory } from "./component.ts";

/** Counts each buffer once, however many payloads and forks over it are held. */
export class BufferMemory implements Memory {
  #heldBytes = 0;
  readonly #holders = new Map<ArrayBufferLike, number>();

  get heldBytes(): number {
    return this.#heldBytes;
  }

  hold(payload: Payload): () => void {
    const buffers = new Set(payload.encoded().map((range) => range.bytes.buffer));
    for (const buffer of buffers) {
      const holders = this.#holders.get(buffer) ?? 0;
      if (holders === 0) this.#heldBytes += buffer.byteLength;
      this.#holders.set(buffer, holders + 1);
    }
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      for (const buffer of buffers) this.#release(buffer);
    };
  }

  #release(buffer: ArrayBufferLike): void {
    const holders = this.#holders.get(buffer)! - 1;
    if (holders > 0) {
      this.#holders.set(buffer, holders);
      return;
    }
    this.#holders.delete(buffer);
    this.#heldBytes -= buffer.byteLength;
  }
}
