import { CollectorError, type Timers } from "@genai-collector/component";
import { exportAborted } from "./aborted.ts";
import type { Sender, SendRequest } from "./sender.ts";

/** Ends an attempt that takes too long. */
export class TimeoutSender implements Sender {
  readonly #next: Sender;
  readonly #timers: Timers;
  readonly #timeoutMs: number;

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
