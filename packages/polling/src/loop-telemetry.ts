import { isCollectorError, type Instant } from "@genai-collector/component";
import type { failureKinds, PollingRecorders } from "./polling-instruments.ts";

/** The kind of failure that `error` is counted as. */
export function failureKind(error: unknown): (typeof failureKinds)[number] {
  return isCollectorError(error) ? error.kind : "bug";
}

/** The instruments of one loop. */
export class LoopTelemetry {
  readonly #to: PollingRecorders;
  readonly #loop: string;
  readonly #reasons: ReadonlySet<string>;

  constructor(recorders: PollingRecorders, loop: string, reasons: ReadonlySet<string>) {
    this.#to = recorders;
    this.#loop = loop;
    this.#reasons = reasons;
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
    const attributes = { loop: this.#loop, reason: this.#reasons.has(reason) ? reason : "other" };
    if (items > 0) this.#to.skipped_items.record(items, attributes);
    if (ms > 0) this.#to.skipped_time.record(ms / 1_000, attributes);
  }

  stands(lagMs: number, frontier: Instant | undefined, isDegraded: boolean): void {
    const attributes = { loop: this.#loop };
    this.#to.lag.record(lagMs / 1_000, attributes);
    if (frontier !== undefined) this.#to.frontier.record(frontier / 1_000, attributes);
    this.#to.degraded.record(isDegraded ? 1 : 0, attributes);
  }

  succeeded(at: Instant): void {
    this.#to.last_success.record(at / 1_000, { loop: this.#loop });
  }

  /** Another replica leads: what this one said last must not stay standing. */
  clear(): void {
    const attributes = { loop: this.#loop };
    for (const gauge of [this.#to.lag, this.#to.frontier, this.#to.last_success, this.#to.degraded]) {
      gauge.record(0, attributes);
    }
  }
}
