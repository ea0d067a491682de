import { CollectorError, isAborted, isCollectorError, type Timers } from "@genai-collector/component";
import { exportAborted } from "./aborted.ts";
import type { Sender, SendRequest } from "./sender.ts";

/** Ends an attempt that takes too long. */
export class TimeoutSender implements Sender {
  readonly #next: Sender;
  readonly #timers: Timers;
  readonly #timeoutMs: number;

  /** `timeoutMs`: Infinity for none; an attempt then ends with the sender alone. */
  constructor(next: Sender, timers: Timers, timeoutMs: number) {
    this.#next = next;
    this.#timers = timers;
    this.#timeoutMs = timeoutMs;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    const deadline = this.#timers.deadline(this.#timeoutMs, signal);
    try {
      await this.#next.send(request, deadline.signal);
    } catch (error) {
      // What the sink answered stands, though the time was up in the same moment.
      if (isCollectorError(error) && !isAborted(error)) throw error;
      // A transport only sees that its signal fired; which of the two it was is known here.
      if (signal.aborted) throw exportAborted(signal, "while the sink was to answer");
      if (deadline.signal.aborted) {
        throw new CollectorError("EXPORT_TIMEOUT", `the sink did not answer within ${this.#timeoutMs} ms`, {
          kind: "retryable",
          cause: error,
        });
      }
      throw error;
    } finally {
      deadline.cancel();
    }
  }
}
