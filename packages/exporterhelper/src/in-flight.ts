import type { Timers } from "@genai-collector/component";
import { Unfinished } from "./batching/unfinished.ts";
import { follow } from "./follow.ts";

/** Requests under way, for a shutdown that lets them end, and ends them when its time is over. */
export class InFlight {
  readonly #timers: Timers;
  readonly #giveUp = new AbortController();
  readonly #unfinished = new Unfinished();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Runs `send` under a signal that fires with any of `signals`, and when the time to drain is over. */
  async run<T>(send: (signal: AbortSignal) => Promise<T>, ...signals: readonly AbortSignal[]): Promise<T> {
    const { signal, cancel } = this.#timers.deadline(Infinity, this.#giveUp.signal, ...signals);
    this.#unfinished.begin();
    try {
      return await send(signal);
    } finally {
      cancel();
      this.#unfinished.end();
    }
  }

  /** Resolves when nothing is under way any more. What is still under way when `signal` fires is given up. */
  async drain(signal: AbortSignal): Promise<void> {
    const unfollow = follow(signal, this.#giveUp);
    await this.#unfinished.none();
    unfollow();
  }
}
