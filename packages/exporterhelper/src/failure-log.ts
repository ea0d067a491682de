import { isAborted, isCollectorError, type Clock, type CollectorError, type Logger } from "@genai-collector/component";

/** A failure that goes on is told again after this time, with how often it came since. */
const tellAgainMs = 60_000;

/** When a failure was told, and how often it came since. */
interface Told {
  readonly at: number;
  since: number;
}

/**
 * Tells what becomes of requests without a line for each: a failure when it begins and once a minute while it goes on,
 * an outage also when it is over. Between them, on the level `debug`, all of them.
 */
export class FailureLog {
  readonly #logger: Logger;
  readonly #clock: Clock;
  /** By code. Forgotten when the sink takes something again. */
  readonly #outages = new Map<string, Told>();
  #failures = 0;
  /** By code. A sink that rejects items is not out of order: nothing ends it. */
  readonly #gaps = new Map<string, Told>();

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** An attempt failed and will be repeated after `waitMs`. */
  willRetry(error: CollectorError, waitMs: number): void {
    this.#failures++;
    const data = { err: error, interval: `${Math.round(waitMs)}ms` };
    const tell = this.#teller("warn", this.#outages, `retry ${error.code}`);
    tell(data, "Exporting failed. Will retry the request after interval.");
  }

  /** A request of `items` came to nothing, or not wholly. Work that was given up is no failure. */
  failed(error: unknown, items: number): void {
    if (isAborted(error)) return;
    if (isCollectorError(error) && error.kind === "gap") {
      this.worked();
      const named = error.rejected.reduce((sum, part) => sum + part.items, 0);
      const tell = this.#teller("warn", this.#gaps, error.code);
      tell({ err: error, dropped_items: named || items }, "The sink rejected items. They are not sent again.");
      return;
    }
    this.#failures++;
    const tell = this.#teller("error", this.#outages, isCollectorError(error) ? error.code : "bug");
    tell({ err: error, rejected_items: items }, "Exporting failed. Rejecting data.");
  }

  /** Items of these clients were left out of a request because their bytes are no OTLP. */
  malformed(items: number, clients: readonly string[]): void {
    const tell = this.#teller("error", this.#gaps, "malformed");
    tell({ dropped_items: items, clients }, "Dropped bytes that are no OTLP, and sent the rest again.");
  }

  /** The sink took a request. */
  worked(): void {
    if (this.#failures === 0) return;
    this.#logger.info({ failures: this.#failures }, "Exporting works again");
    this.#outages.clear();
    this.#failures = 0;
  }

  #teller(level: "warn" | "error", told: Map<string, Told>, what: string): Logger["warn"] {
    const now = this.#clock.monotonic();
    const last = told.get(what);
    if (last !== undefined && now - last.at < tellAgainMs) {
      last.since++;
      return (data, message) => this.#logger.debug(data, message);
    }
    told.set(what, { at: now, since: 0 });
    const untold = last === undefined || last.since === 0 ? {} : { untold: last.since };
    return (data, message) => this.#logger[level]({ ...data, ...untold }, message);
  }
}
