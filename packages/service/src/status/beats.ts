import type { Clock, ComponentId, Kind, OverdueBeat } from "@genai-collector/component";

/** Who works by itself and promises to be heard of. Plain data, that goes from process to process. */
export interface Beat {
  readonly kind: Kind | "worker";
  readonly id: ComponentId;
  readonly part: string;
  /** It shall be heard of again within so many milliseconds; null: the promise is over. */
  readonly withinMs: number | null;
}

/** What somebody promised, and whether it is kept. */
export interface Promised {
  /** Who: the same for the same part of the same worker. */
  readonly key: string;
  readonly beat: Beat;
  readonly worker: number;
  /** By the clock below. */
  readonly due: number;
}

/**
 * Remembers who said that it would be heard of again, in every worker. Time in which this process stood still does not
 * count: a loop that could not run has broken no promise.
 */
export class Beats {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #promised = new Map<string, Promised>();
  #stoodStillMs = 0;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** A sign of life. */
  heard(beat: Beat, worker = 0): void {
    const key = `${worker}\u0000${beat.kind}\u0000${beat.id}\u0000${beat.part}`;
    if (beat.withinMs === null) this.#promised.delete(key);
    else this.#promised.set(key, { key, beat, worker, due: this.#now() + beat.withinMs });
  }

  /** A worker has ended: what it promised is nobody's any more. */
  forget(worker: number): void {
    for (const [key, promised] of this.#promised) if (promised.worker === worker) this.#promised.delete(key);
  }

  /** The event loop stood still for so long. */
  stoodStill(ms: number): void {
    this.#stoodStillMs += ms;
  }

  /** Everybody who has a promise to keep, and for how long it is broken (not positive: it is not), in milliseconds. */
  look(each: (promised: Promised, overdueMs: number) => void): void {
    const now = this.#now();
    for (const promised of this.#promised.values()) each(promised, now - promised.due);
  }

  /** Those that kept silent for too long, in the order in which they were first heard of. */
  overdue(): readonly OverdueBeat[] {
    const found: OverdueBeat[] = [];
    this.look(({ beat: { id, kind, part } }, overdueMs) => {
      if (overdueMs > 0) found.push({ id, kind, part, overdueMs });
    });
    return found;
  }

  #now(): number {
    return this.#clock.monotonic() - this.#stoodStillMs;
  }
}
