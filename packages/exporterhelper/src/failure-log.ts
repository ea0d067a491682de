import { isAborted, isCollectorError, type Clock, type CollectorError, type Logger } from "@genai-collector/component";
import { OnceAMinute } from "./once-a-minute.ts";

/**
 * Tells what becomes of requests without a line for each: a failure when it begins and once a minute while it goes on,
 * an outage also when it is over. Between them, on the level `debug`, all of them.
 */
export class FailureLog {
  readonly #logger: Logger;
  /** By code. Forgotten when the sink takes something again. */
  readonly #outages: OnceAMinute;
  #failures = 0;
  /** By code. A sink that rejects items is not out of order: nothing ends it. */
  readonly #gaps: OnceAMinute;
  readonly #advice: string;

  /** `advice`: what would help where data is refused that could be taken later; sentences, or "". */
  constructor(logger: Logger, clock: Clock, advice: string = "") {
    this.#logger = logger;
    this.#outages = new OnceAMinute(clock);
    this.#gaps = new OnceAMinute(clock);
    this.#advice = advice;
  }

  /** An attempt failed and will be repeated after `waitMs`. */
  willRetry(error: CollectorError, waitMs: number): void {
    this.#failures++;
    const data = { err: error, interval: `${Math.round(waitMs)}ms` };
    const tell = this.#teller("warn", this.#outages, `retry ${error.code}`);
    tell(data, "Exporting failed. Will retry the request after interval.");
  }

  /**
   * A request came to nothing, or not wholly. `rejected`: items whose senders are told. `dropped`: items that nobody
   * waits for. Work that its sender gave up is no failure; what is lost with it is.
   */
  failed(
    error: unknown,
    { rejected = 0, dropped = 0 }: { readonly rejected?: number; readonly dropped?: number },
  ): void {
    if (isAborted(error) && dropped === 0) return;
    if (isCollectorError(error) && error.kind === "gap") {
      this.worked();
      const named = error.rejected.reduce((sum, part) => sum + part.items, 0);
      const tell = this.#teller("warn", this.#gaps, error.code);
      tell(
        { err: error, dropped_items: named || rejected + dropped },
        "The sink rejected items. They are not sent again.",
      );
      return;
    }
    this.#failures++;
    const tell = this.#teller("error", this.#outages, isCollectorError(error) ? error.code : "bug");
    const items = {
      ...(dropped > 0 ? { dropped_items: dropped } : {}),
      ...(rejected > 0 ? { rejected_items: rejected } : {}),
    };
    const what =
      dropped > 0 ? "Exporting failed. Dropping data." : `Exporting failed. Rejecting data.${this.#hint(error)}`;
    tell({ err: error, ...items }, what);
  }

  /** Polled data stays in the queue, and will be tried again after `waitMs`. */
  held(error: unknown, items: number, waitMs: number): void {
    this.#failures++;
    const tell = this.#teller("error", this.#outages, `held ${isCollectorError(error) ? error.code : "bug"}`);
    tell(
      { err: error, held_items: items, interval: `${Math.round(waitMs)}ms` },
      "Exporting failed. Polled data is held.",
    );
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
    this.#outages.forget();
    this.#failures = 0;
  }

  #hint(error: unknown): string {
    return isCollectorError(error) && error.kind === "retryable" && this.#advice !== "" ? ` ${this.#advice}` : "";
  }

  #teller(level: "warn" | "error", told: OnceAMinute, what: string): Logger["warn"] {
    const turn = told.turn(what);
    if (turn === undefined) return (data, message) => this.#logger.debug(data, message);
    return (data, message) => this.#logger[level]({ ...data, ...turn }, message);
  }
}
