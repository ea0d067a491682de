import { isAborted, isCollectorError, type CollectorError, type Runtime } from "@genai-collector/component";
import { exportAborted } from "./aborted.ts";
import type { RetryConfig } from "./config.ts";
import type { FailureLog } from "./failure-log.ts";
import { failedCode, type Sender, type SendRequest } from "./sender.ts";

/**
 * Repeats what may work later, with growing waits, until the request's budget is spent. A sink that asks for more time
 * gets it; one that asks for more than there is ends the attempts at once.
 */
export class RetrySender implements Sender {
  readonly #next: Sender;
  readonly #runtime: Pick<Runtime, "clock" | "timers" | "random">;
  readonly #config: RetryConfig;
  readonly #log: FailureLog;

  constructor(
    next: Sender,
    runtime: Pick<Runtime, "clock" | "timers" | "random">,
    config: RetryConfig,
    log: FailureLog,
  ) {
    this.#next = next;
    this.#runtime = runtime;
    this.#config = config;
    this.#log = log;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    let interval = this.#config.initial_interval;
    for (;;) {
      try {
        await this.#next.send(request, signal);
        return;
      } catch (error) {
        if (!isWorthRepeating(error) || signal.aborted) throw error;
        const waitMs = this.#wait(interval, error);
        interval = Math.min(interval * this.#config.multiplier, this.#config.max_interval);
        if (this.#runtime.clock.monotonic() + waitMs > request.giveUpAt) throw error;
        this.#log.willRetry(error, waitMs);
        await this.#sleep(waitMs, signal);
      }
    }
  }

  #wait(interval: number, error: CollectorError): number {
    const factor = 1 + this.#config.randomization_factor * (2 * this.#runtime.random.next() - 1);
    return Math.max(interval * factor, error.retryAfterMs ?? 0);
  }

  async #sleep(waitMs: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#runtime.timers.sleep(waitMs, signal);
    } catch {
      // The only reason for a sleep to end early is its signal.
      throw exportAborted(signal, "while waiting to try again");
    }
  }
}

function isWorthRepeating(error: unknown): error is CollectorError {
  return isCollectorError(error) && error.kind === "retryable" && error.code !== failedCode && !isAborted(error);
}
