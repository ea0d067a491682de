import { isCollectorError, type Clock, type Instant } from "@genai-collector/component";
import type { failureKinds, PollingRecorders } from "./polling-instruments.ts";

/** The kind of failure that `error` is counted as. */
export function failureKind(error: unknown): (typeof failureKinds)[number] {
  return isCollectorError(error) ? error.kind : "bug";
}

/** Where a loop stands: what its gauges say. */
export interface LoopStanding {
  readonly lagMs: number;
  /** Undefined: not known of every lane. */
  readonly frontier: Instant | undefined;
  readonly isDegraded: boolean;
  /** Of the poll, delivery or save that has been on its way the longest; 0: there is none. */
  readonly inFlightMs: number;
  readonly unstartedLanes: number;
  /** 0: every lane has delivered. */
  readonly unstartedMs: number;
}

/** The instruments of one loop. */
export class LoopTelemetry {
  readonly #to: PollingRecorders;
  readonly #loop: string;
  readonly #reasons: ReadonlySet<string>;
  readonly #clock: Clock;

  constructor(recorders: PollingRecorders, loop: string, reasons: ReadonlySet<string>, clock: Clock) {
    this.#to = recorders;
    this.#loop = loop;
    this.#reasons = reasons;
    this.#clock = clock;
  }

  /** At the start: as the loop is configured. */
  expects(lagMs: number): void {
    this.#to.expected_lag.record(lagMs / 1_000, { loop: this.#loop });
  }

  polled(): void {
    this.#to.polls.record(1, { loop: this.#loop });
  }

  pollFailed(error: unknown): void {
    this.#to.poll_failures.record(1, { loop: this.#loop, kind: failureKind(error) });
  }

  deliveryFailed(error: unknown): void {
    this.#to.delivery_failures.record(1, { loop: this.#loop, kind: failureKind(error) });
  }

  checkpointFailed(operation: "load" | "save" | "fenced"): void {
    this.#to.checkpoint_failures.record(1, { loop: this.#loop, operation });
  }

  busy(lanes: number): void {
    if (lanes > 0) this.#to.busy_lanes.record(lanes, { loop: this.#loop });
  }

  duplicates(samples: number): void {
    if (samples > 0) this.#to.duplicate_samples.record(samples, { loop: this.#loop });
  }

  skipped(reason: string, items: number, ms: number): void {
    const attributes = { loop: this.#loop, reason: this.closed(reason) };
    if (items > 0) this.#to.skipped_items.record(items, attributes);
    if (ms > 0) this.#to.skipped_time.record(ms / 1_000, attributes);
  }

  /** A skip's reason as it is counted and booked. */
  readonly closed = (reason: string): string => (this.#reasons.has(reason) ? reason : "other");

  stands(now: LoopStanding): void {
    const attributes = { loop: this.#loop };
    this.#to.lag.record(now.lagMs / 1_000, attributes);
    if (now.frontier !== undefined) this.#to.frontier.record(now.frontier / 1_000, attributes);
    this.#to.degraded.record(now.isDegraded ? 1 : 0, attributes);
    this.#to.in_flight_age.record(now.inFlightMs / 1_000, attributes);
    this.#to.unstarted_lanes.record(now.unstartedLanes, attributes);
    this.#to.unstarted_time.record(now.unstartedMs / 1_000, attributes);
  }

  committed(): void {
    this.#to.last_commit.record(this.#clock.now() / 1_000, { loop: this.#loop });
  }

  migrated(): void {
    this.#to.migrated_lanes.record(1, { loop: this.#loop });
  }

  succeeded(): void {
    this.#to.last_success.record(this.#clock.now() / 1_000, { loop: this.#loop });
  }

  /** Another replica leads: what this one said last must not stay standing. */
  clear(): void {
    const attributes = { loop: this.#loop };
    const { lag, frontier, last_success, last_commit, degraded, in_flight_age, unstarted_lanes, unstarted_time } =
      this.#to;
    const gauges = [lag, frontier, last_success, last_commit, degraded, in_flight_age, unstarted_lanes, unstarted_time];
    for (const gauge of gauges) gauge.record(0, attributes);
  }
}
