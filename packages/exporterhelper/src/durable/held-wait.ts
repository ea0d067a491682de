import { isCollectorError } from "@genai-collector/component";

/** What only a human can help is tried again at this distance, at the latest: as long as a poll would wait. */
const longestMs = 600_000;

/** How long a lane waits until the same request is tried again, after its budget was spent without success. */
export class HeldWait {
  readonly #firstMs: number;
  #nextMs: number;

  /** `firstMs`: after the first failure. */
  constructor(firstMs: number) {
    this.#firstMs = firstMs;
    this.#nextMs = firstMs;
  }

  /** Later may be soon: the wait is the same again. Anything else is waited for longer and longer. */
  next(error: unknown): number {
    if (isCollectorError(error) && (error.kind === "retryable" || error.kind === "refused")) {
      this.#nextMs = this.#firstMs;
      return Math.max(this.#firstMs, error.retryAfterMs ?? 0);
    }
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(longestMs, waitMs * 2);
    return waitMs;
  }
}
