import type { Clock, Logger } from "@genai-collector/component";
import { OnceAMinute } from "@genai-collector/exporterhelper";

/** Tells of data that was lost without a line for each batch: at first, then once a minute, and when it is over. */
export class SendLog {
  readonly #logger: Logger;
  readonly #told: OnceAMinute;
  #failures = 0;

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#told = new OnceAMinute(clock);
  }

  /** Accepted items were lost: nobody else is told. */
  failed(error: unknown, droppedItems: number): void {
    this.#failures++;
    const turn = this.#told.turn("");
    if (turn !== undefined) this.#logger.warn({ err: error, dropped_items: droppedItems, ...turn }, "Sender failed");
  }

  /** A batch was taken. */
  worked(): void {
    if (this.#failures === 0) return;
    this.#logger.info({ failures: this.#failures }, "Sender works again");
    this.#failures = 0;
    this.#told.forget();
  }
}
