import type { Memory, Payload } from "@genai-collector/component";

/** A payload in memory, and how to let go of it. */
export interface Kept {
  readonly payload: Payload;
  release(): void;
}

/** Keeps payloads in memory as long as there is room: reading them back from disk would cost more. */
export class PayloadCache {
  readonly #memory: Memory;
  readonly #limit: number;
  #bytes = 0;

  /** `limit`: bytes on the wire. */
  constructor(memory: Memory, limit: number) {
    this.#memory = memory;
    this.#limit = limit;
  }

  /** Undefined where there is no room. */
  tryKeep(payload: Payload): Kept | undefined {
    const { bytes } = payload;
    if (this.#bytes + bytes > this.#limit) return undefined;
    this.#bytes += bytes;
    const release = this.#memory.hold(payload);
    return {
      payload,
      release: () => {
        release();
        this.#bytes -= bytes;
      },
    };
  }

  /** For what is needed now: kept whether there is room or not. */
  keep(payload: Payload): Kept {
    return { payload, release: this.#memory.hold(payload) };
  }
}
