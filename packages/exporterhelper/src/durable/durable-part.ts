import type { BatchContext, Payload } from "@genai-collector/component";
import { BatchPart } from "../batching/batch-part.ts";
import type { Kept } from "./payload-cache.ts";

/** A record of pushed data on its way: nobody waits for it, the disk has it until it has ended. */
export class DurablePart extends BatchPart<Payload> {
  readonly #kept: Kept;
  readonly #onEnd: (error: unknown) => void;
  #error: unknown;

  constructor(kept: Kept, context: BatchContext, onEnd: (error: unknown) => void) {
    super(kept.payload, context);
    this.#kept = kept;
    this.#onEnd = onEnd;
  }

  protected answered(error: unknown): void {
    this.#error = error;
  }

  protected released(): void {
    this.#kept.release();
    this.#onEnd(this.#error);
  }
}
