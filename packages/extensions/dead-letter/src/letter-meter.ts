import type { Logger } from "@genai-collector/component";
import type { DeadLetterRecorders, DropReason } from "./telemetry.ts";

/** Counts letters, and tells when they begin and cease to get lost. */
export class LetterMeter {
  readonly #recorders: DeadLetterRecorders;
  readonly #logger: Logger;
  /** Letters and items since the first one was told. */
  #lost: { letters: number; items: number } | undefined;

  constructor(recorders: DeadLetterRecorders, logger: Logger) {
    this.#recorders = recorders;
    this.#logger = logger;
  }

  kept(letters: number, items: number, bytes: number): void {
    this.#recorders.kept_letters.record(letters);
    this.#recorders.kept_items.record(items);
    this.#recorders.kept_bytes.record(bytes);
    if (this.#lost === undefined) return;
    this.#logger.info({ ...this.#lost }, "Dead letters are kept again");
    this.#lost = undefined;
  }

  /** `error`: the disk's, where it was that. */
  dropped(reason: DropReason, letters: number, items: number, error?: unknown): void {
    this.#recorders.dropped_letters.record(letters, { reason });
    this.#recorders.dropped_items.record(items, { reason });
    if (this.#lost === undefined) {
      const err = error === undefined ? {} : { err: error };
      this.#logger.error({ ...err, reason, letters, items }, "Dropping dead letters");
      this.#lost = { letters: 0, items: 0 };
    }
    this.#lost.letters += letters;
    this.#lost.items += items;
  }

  onDisk(bytes: number): void {
    this.#recorders.disk_bytes.record(bytes);
  }
}
