import type { Outbox } from "./outbox.ts";

/** Sees whether a client takes what it is sent. */
export class StallWatch {
  #taken = -1;
  #since = 0;

  /** Whether something has waited for `timeoutMs` (0: without end), and nothing was taken meanwhile. */
  isStalled(outbox: Outbox, now: number, timeoutMs: number): boolean {
    const { taken, waiting } = outbox;
    if (waiting === 0 || taken !== this.#taken) {
      this.#taken = taken;
      this.#since = now;
    }
    return waiting > 0 && timeoutMs > 0 && now - this.#since >= timeoutMs;
  }
}
