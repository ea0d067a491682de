import type { Timers } from "@genai-collector/component";
import { grpcCode } from "./grpc-code.ts";
import { RequestError } from "./request-error.ts";

/** How long a caller waits, by its own word. */
export class CallDeadline {
  /** Fires when time is up, or the caller left. */
  readonly signal: AbortSignal;
  readonly #caller: AbortSignal;
  readonly #stop: () => void;

  constructor(ms: number, caller: AbortSignal, timers: Timers) {
    const { signal, cancel } = timers.deadline(ms, caller);
    this.signal = signal;
    this.#caller = caller;
    this.#stop = cancel;
  }

  /** The outcome of `work`; rejects with DEADLINE_EXCEEDED or CANCELLED, in the words of grpc-go, when the signal fires first. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const { signal } = this;
      const giveUp = (): void => reject(this.#error());
      if (signal.aborted) giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      const settle = (): void => signal.removeEventListener("abort", giveUp);
      work.then(
        (value) => {
          settle();
          resolve(value);
        },
        (error: unknown) => {
          settle();
          reject(signal.aborted ? this.#error() : error);
        },
      );
    });
  }

  /** Lets go of its timer. */
  cancel(): void {
    this.#stop();
  }

  #error(): RequestError {
    return this.#caller.aborted
      ? new RequestError(503, grpcCode.cancelled, "context canceled")
      : new RequestError(503, grpcCode.deadlineExceeded, "context deadline exceeded");
  }
}
