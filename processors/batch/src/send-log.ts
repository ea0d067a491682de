import type { Clock, Logger } from "@genai-collector/component";

/** A failure that goes on is told again after this time, with how often it came since. */
const tellAgainMs = 60_000;

/** Tells of data that was lost without a line for each batch: at first, then once a minute, and when it is over. */
export class SendLog {
  readonly #logger: Logger;
  readonly #clock: Clock;
  #toldAt = -Infinity;
  #failures = 0;
  #untold = 0;

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Accepted items were lost: nobody else is told. */
  failed(error: unknown, droppedItems: number): void {
    this.#failures++;
    const now = this.#clock.monotonic();
    if (now - this.#toldAt < tellAgainMs) {
      this.#untold++;
      return;
    }
    const untold = this.#untold === 0 ? {} : { untold: this.#untold };
    this.#logger.warn({ err: error, dropped_items: droppedItems, ...untold }, "Sender failed");
    this.#toldAt = now;
    this.#untold = 0;
  }

  /** A batch was taken. */
  worked(): void {
    if (this.#failures === 0) return;
    this.#logger.info({ failures: this.#failures }, "Sender works again");
    this.#failures = 0;
    this.#untold = 0;
    this.#toldAt = -Infinity;
  }
}
