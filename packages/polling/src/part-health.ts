import { isCollectorError, type Clock, type Logger, type Status } from "@genai-collector/component";

/** A condition that comes and goes is told at most this often. */
const quietMs = 60_000;

/** What a part's health is told to. */
export interface HealthSink {
  readonly clock: Clock;
  readonly logger: Logger;
  reportStatus(status: Status): void;
}

/**
 * One loop, lane or part of a source: there to be seen from the beginning, and told when it changes, not each time it is
 * found to be the same.
 */
export class PartHealth {
  readonly #sink: HealthSink;
  readonly #part: string;
  #problem: string | undefined;
  #failures = 0;
  #isReported = false;
  #toldAt = -Infinity;

  constructor(sink: HealthSink, part: string) {
    this.#sink = sink;
    this.#part = part;
    sink.reportStatus({ state: "starting", part });
  }

  get isFailing(): boolean {
    return this.#problem !== undefined;
  }

  failed(state: "recoverable_error" | "permanent_error", error: unknown): void {
    this.#failures += 1;
    const problem = `${state} ${isCollectorError(error) ? error.code : String(error)}`;
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#isReported = true;
    this.#sink.reportStatus({ state, part: this.#part, error });
    const now = this.#sink.clock.monotonic();
    if (state === "permanent_error")
      this.#sink.logger.error({ part: this.#part, err: error }, "A poll needs attention");
    else if (now - this.#toldAt >= quietMs) this.#sink.logger.warn({ part: this.#part, err: error }, "A poll failed");
    this.#toldAt = now;
  }

  succeeded(): void {
    if (this.#problem !== undefined) {
      this.#sink.logger.info({ part: this.#part, failures: this.#failures }, "A poll works again");
    }
    if (this.#problem !== undefined || !this.#isReported) this.#sink.reportStatus({ state: "ok", part: this.#part });
    this.#isReported = true;
    this.#problem = undefined;
    this.#failures = 0;
  }

  /** Forgets: another process takes over, and this part waits. */
  clear(): void {
    if (this.#isReported) this.#sink.reportStatus({ state: "starting", part: this.#part });
    this.#problem = undefined;
    this.#isReported = false;
    this.#failures = 0;
  }
}
