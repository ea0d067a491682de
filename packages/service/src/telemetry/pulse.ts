import type { Logger, OverdueBeat, Runtime } from "@genai-collector/component";
import type { Beat, Beats } from "../status/beats.ts";
import { ClockWatch } from "./clock-watch.ts";
import type { PulseMetrics } from "./pulse-metrics.ts";

/** How often the pulse beats, in milliseconds. */
const everyMs = 1_000;
/** A beat that comes later than this was kept waiting. */
const leastStallMs = 1_000;
/** The gauge shows the longest stall of so long. */
const shownForMs = 60_000;
/** Of a worker: so often it says that it lives, and so long it may be silent. */
const tellEveryMs = 10_000;
const workerWithinMs = 60_000;

/** What the pulse watches, and whom it tells. */
export interface PulseOptions {
  readonly runtime: Pick<Runtime, "clock" | "timers">;
  readonly beats: Beats;
  readonly metrics: PulseMetrics;
  readonly logger: Logger;
  /** Workers but the first: told that this process lives. */
  readonly tellAlive?: ((withinMs: number) => void) | undefined;
}

/**
 * Looks once a second whether the process does what is due, whether the wall clock was set, and whether anybody who
 * promised to be heard of keeps silent. Each is logged when it begins, and measured.
 */
export class Pulse {
  readonly #options: PulseOptions;
  readonly #clockWatch: ClockWatch;
  readonly #overdue = new Map<string, OverdueBeat>();
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
    this.#cancel = this.#options.runtime.timers.after(everyMs, () => {
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
    const { beats, metrics, logger } = this.#options;
    const overdue = new Map(beats.overdue().map((each) => [keyOf(each), each]));
    for (const each of beats.promised()) metrics.overdue(each).set(overdue.has(keyOf(each)) ? 1 : 0);
    for (const [key, { id, kind, part, overdueMs }] of overdue) {
      if (this.#overdue.has(key)) continue;
      logger.error(
        { ...about({ id, kind }), part, overdueMs: Math.round(overdueMs) },
        "A part has gone silent: it is stuck",
      );
    }
    for (const [key, each] of this.#overdue) {
      if (overdue.has(key)) continue;
      metrics.overdue(each).set(0);
      logger.info(
        { ...about(each), part: each.part },
        "A part that had gone silent is heard of again, or no more awaited",
      );
    }
    this.#overdue.clear();
    for (const [key, each] of overdue) this.#overdue.set(key, each);
  }

  #monotonic(): number {
    return this.#options.runtime.clock.monotonic();
  }
}

function keyOf({ kind, id, part }: Pick<Beat, "kind" | "id" | "part">): string {
  return JSON.stringify([kind, id, part]);
}

const about = ({ id, kind }: Pick<Beat, "kind" | "id">): object => ({
  "otelcol.component.id": id,
  "otelcol.component.kind": kind,
});
