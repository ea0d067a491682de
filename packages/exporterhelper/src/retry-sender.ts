import { isAborted, isCollectorError, type CollectorError, type Runtime } from "@genai-collector/component";
import { exportAborted } from "./aborted.ts";
import type { RetryConfig } from "./config.ts";
import type { FailureLog } from "./failure-log.ts";
import { failedCode, type Sender, type SendRequest } from "./sender.ts";

/**
 * Repeats what may work later, with growing waits, until the request's budget is spent. A sink that asks for more time
 * gets it; one that asks for more than there is ends the attempts at once. Once `stop` has fired, what failed stands.
 */
export class RetrySender implements Sender {
  readonly #next: Sender;
  readonly #runtime: Pick<Runtime, "clock" | "timers" | "random">;
  readonly #config: RetryConfig;
  readonly #log: FailureLog;
  readonly #stop: AbortSignal | undefined;

  constructor(
    next: Sender,
    runtime: Pick<Runtime, "clock" | "timers" | "random">,
    config: RetryConfig,
    log: FailureLog,
    stop?: AbortSignal,
  ) {
    this.#next = next;
    this.#runtime = runtime;
    this.#config = config;
    this.#log = log;
    this.#stop = stop;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    let interval = this.#config.initial_interval;
    for (;;) {
      try {
        await this.#next.send(request, signal);
        return;
      } catch (error) {
        if (!isWorthRepeating(error) || signal.aborted || this.#stop?.aborted === true) throw error;
        const waitMs = this.#wait(interval, error);
        interval = Math.min(interval * this.#config.multiplier, this.#config.max_interval);
        if (this.#runtime.clock.monotonic() + waitMs > request.giveUpAt) throw error;
        this.#log.willRetry(error, waitMs);
        if (!(await this.#sleep(waitMs, signal))) throw error;
      }
    }
  }

  #wait(interval: number, error: CollectorError): number {
    const factor = 1 + this.#config.randomization_factor * (2 * this.#runtime.random.next() - 1);
    return Math.max(interval * factor, error.retryAfterMs ?? 0);
  }

  /** False where `stop` ended it. */
  async #sleep(waitMs: number, sender: AbortSignal): Promise<boolean> {
    const { timers } = this.#runtime;
    const { signal, cancel } = timers.deadline(Infinity, sender, ...(this.#stop === undefined ? [] : [this.#stop]));
    try {
      await timers.sleep(waitMs, signal);
      return true;
    } catch {
      // The only reasons for a sleep to end early are its signals.
      if (sender.aborted) throw exportAborted(sender, "while waiting to try again");
      return false;
    } finally {
      cancel();
    }
  }
}

function isWorthRepeating(error: unknown): error is CollectorError {
  return isCollectorError(error) && error.kind === "retryable" && error.code !== failedCode && !isAborted(error);
}
