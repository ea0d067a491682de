import type { Timers } from "@genai-collector/component";

/** Requests under way, for a shutdown that lets them end, and ends them when its time is over. */
export class InFlight {
  readonly #timers: Timers;
  readonly #giveUp = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Runs `send` under a signal that fires with any of `signals`, and when the time to drain is over. */
  async run<T>(send: (signal: AbortSignal) => Promise<T>, ...signals: readonly AbortSignal[]): Promise<T> {
    const { signal, cancel } = this.#timers.deadline(Infinity, this.#giveUp.signal, ...signals);
    const running = send(signal).finally(cancel);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Resolves when nothing is under way any more. What is still under way when `signal` fires is given up. */
  async drain(signal: AbortSignal): Promise<void> {
    const giveUp = (): void => this.#giveUp.abort(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
    signal.removeEventListener("abort", giveUp);
  }
}
