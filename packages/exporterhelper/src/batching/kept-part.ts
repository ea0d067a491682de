import type { BatchContext, Payload } from "@genai-collector/component";
import { BatchPart } from "./batch-part.ts";

/** A payload that is kept beyond `consume`, or as long as it takes. */
export class KeptPart<P extends Payload> extends BatchPart<P> {
  readonly #release: () => void;
  #settle: ((error: unknown) => void) | undefined;

  /** `release`: gives back what it holds. */
  constructor(payload: P, context: BatchContext, release: () => void) {
    super(payload, context);
    this.#release = release;
  }

  /** How it ends, for who waits. `onLeave`: called when its sender leaves before that. */
  outcome(onLeave: () => void): Promise<void> {
    const { signal } = this.context;
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", onLeave, { once: true });
      this.#settle = (error) => {
        signal.removeEventListener("abort", onLeave);
        if (error === undefined) resolve();
        else reject(error);
      };
    });
  }

  protected answered(error: unknown): void {
    this.#settle?.(error);
  }

  protected released(): void {
    this.#release();
  }
}
