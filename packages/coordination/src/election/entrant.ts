import type { Hold } from "./hold.ts";

/** One campaign for a lease: it waits for a hold with an epoch above its own, or leads under one. */
export class Entrant {
  /** An epoch has to be greater than this: its floor, and every epoch that it has led with. */
  above: number;
  #take: ((hold: Hold | undefined) => void) | undefined;

  constructor(floor: number) {
    this.above = floor;
  }

  get isWaiting(): boolean {
    return this.#take !== undefined;
  }

  /** Resolves with the hold to lead under, which counts one more lead; with undefined once `signal` fires. */
  nextHold(signal: AbortSignal): Promise<Hold | undefined> {
    return new Promise((resolve) => {
      const leave = (): void => this.#take?.(undefined);
      this.#take = (hold) => {
        this.#take = undefined;
        signal.removeEventListener("abort", leave);
        if (hold !== undefined) {
          hold.leads += 1;
          this.above = hold.lease.epoch;
        }
        resolve(hold);
      };
      signal.addEventListener("abort", leave, { once: true });
      if (signal.aborted) leave();
    });
  }

  /** Takes it where it waits and the epoch is high enough. */
  offer(hold: Hold): void {
    if (hold.isOpen && hold.lease.epoch > this.above) this.#take?.(hold);
  }
}
