import type { Logger, Runtime } from "@genai-collector/component";
import type { Beat, Beats, Promised } from "../status/beats.ts";
import { ClockWatch } from "./clock-watch.ts";
import type { Gauge } from "./instruments.ts";
import type { PulseMetrics } from "./pulse-metrics.ts";

/** How often the pulse beats, in milliseconds, unless it is told otherwise. */
const usualMs = 1_000;
/** A beat that comes later than this was kept waiting. */
const leastStallMs = 1_000;
/** The gauge shows the longest stall of so long. */
const shownForMs = 60_000;
/** Of a worker: so often it says that it lives, and so long it may be silent. */
const tellEveryMs = 10_000;
const workerWithinMs = 60_000;

/** Somebody who has a promise to keep. */
interface Watched {
  readonly beat: Beat;
  readonly gauge: Gauge;
  isOverdue: boolean;
  /** The last look that found it. */
  look: number;
}

/** What the pulse watches, and whom it tells. */
export interface PulseOptions {
  readonly runtime: Pick<Runtime, "clock" | "timers">;
  readonly beats: Beats;
  readonly metrics: PulseMetrics;
  readonly logger: Logger;
  /** How often it looks, in milliseconds; a second when absent. */
  readonly everyMs?: number | undefined;
  /** Workers but the first: told that this process lives. */
  readonly tellAlive?: ((withinMs: number) => void) | undefined;
}

/**
 * Looks every second whether the process does what is due, whether the wall clock was set, and whether anybody who
 * promised to be heard of keeps silent. Each is logged when it begins, and measured.
 */
export class Pulse {
  readonly #options: PulseOptions;
  readonly #clockWatch: ClockWatch;
  readonly #watched = new Map<string, Watched>();
  #looks = 0;
  #cancel: () => void = () => undefined;
  #longest = { ms: 0, at: -Infinity };
  #toldAliveAt = -Infinity;

  constructor(options: PulseOptions) {
    this.#options = options;
    this.#clockWatch = new ClockWatch(options.runtime.clock);
  }

  start(): void {
    this.#clockWatch.look();
    this.#next(this.#monotonic());
  }

  /** Safe twice, and before `start`. */
  stop(): void {
    this.#cancel();
  }

  #next(from: number): void {
    const { runtime, everyMs = usualMs } = this.#options;
    this.#cancel = runtime.timers.after(everyMs, () => {
      const now = this.#monotonic();
      this.#beat(now, now - from - everyMs);
      this.#next(now);
    });
  }

  #beat(now: number, lateMs: number): void {
    this.#watchLoop(now, lateMs);
    this.#watchClock();
    this.#watchBeats();
    if (now - this.#toldAliveAt < tellEveryMs) return;
    this.#toldAliveAt = now;
    this.#options.tellAlive?.(workerWithinMs);
  }

  #watchLoop(now: number, lateMs: number): void {
    const { beats, metrics, logger } = this.#options;
    if (now - this.#longest.at > shownForMs) this.#longest = { ms: 0, at: -Infinity };
    if (lateMs > leastStallMs) {
      beats.stoodStill(lateMs);
      metrics.stalls.add(1);
      logger.warn({ stalledMs: Math.round(lateMs) }, "The process stood still: nothing that was due was done");
      if (lateMs >= this.#longest.ms) this.#longest = { ms: lateMs, at: now };
    }
    metrics.stall.set(this.#longest.ms / 1_000);
  }

  #watchClock(): void {
    const stepMs = this.#clockWatch.look();
    if (stepMs === 0) return;
    this.#options.metrics.stepped(stepMs);
    this.#options.logger.warn(
      { stepMs },
      stepMs > 0 ? "The wall clock went forward, or the machine slept" : "The wall clock went back",
    );
  }

  #watchBeats(): void {
    this.#looks++;
    this.#options.beats.look(this.#lookAt);
    for (const [key, watched] of this.#watched) {
      if (watched.look === this.#looks) continue;
      this.#turned(watched, 0);
      this.#watched.delete(key);
    }
  }

  /** Once a second for each: nothing is made where nothing has changed. */
  readonly #lookAt = ({ key, beat }: Promised, overdueMs: number): void => {
    let watched = this.#watched.get(key);
    if (watched === undefined) {
      watched = { beat, gauge: this.#options.metrics.overdue(beat), isOverdue: false, look: 0 };
      this.#watched.set(key, watched);
    }
    watched.look = this.#looks;
    this.#turned(watched, overdueMs);
  };

  #turned(watched: Watched, overdueMs: number): void {
    const isOverdue = overdueMs > 0;
    if (isOverdue === watched.isOverdue) return;
    watched.isOverdue = isOverdue;
    watched.gauge.set(isOverdue ? 1 : 0);
    const { logger } = this.#options;
    const { id, kind, part } = watched.beat;
    const about = { "otelcol.component.id": id, "otelcol.component.kind": kind, part };
    if (isOverdue) logger.error({ ...about, overdueMs: Math.round(overdueMs) }, "A part has gone silent: it is stuck");
    else logger.info(about, "A part that had gone silent is heard of again, or no more awaited");
  }

  #monotonic(): number {
    return this.#options.runtime.clock.monotonic();
  }
}
