import type { Timers } from "@genai-collector/component";
import { orFired } from "./fired.ts";
import type { Lease, LeaseCell, StoredLease } from "./lease.ts";

/** A cell whose requests end: after `limitMs`, with a signal, or when everything is given up; whether it heeds that or not. */
export class LeaseRequests {
  readonly #cell: LeaseCell;
  readonly #timers: Timers;
  readonly #limitMs: number;
  readonly #giveUp: AbortSignal;

  constructor(cell: LeaseCell, timers: Timers, limitMs: number, giveUp: AbortSignal) {
    this.#cell = cell;
    this.#timers = timers;
    this.#limitMs = limitMs;
    this.#giveUp = giveUp;
  }

  read(...signals: readonly AbortSignal[]): Promise<StoredLease | undefined> {
    return this.#request((signal) => this.#cell.read(signal), signals);
  }

  write(
    lease: Lease,
    version: string | undefined,
    ...signals: readonly AbortSignal[]
  ): Promise<{ readonly version: string } | "conflict"> {
    return this.#request((signal) => this.#cell.write(lease, version, signal), signals);
  }

  async #request<T>(run: (signal: AbortSignal) => Promise<T>, signals: readonly AbortSignal[]): Promise<T> {
    const limit = this.#timers.deadline(this.#limitMs, this.#giveUp, ...signals);
    try {
      return await orFired(run(limit.signal), limit.signal);
    } finally {
      limit.cancel();
    }
  }
}
