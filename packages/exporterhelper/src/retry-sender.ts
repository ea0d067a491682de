import { isCollectorError, type CollectorError, type Logger, type Runtime } from "@genai-collector/component";
import { exportAborted } from "./aborted.ts";
import type { RetryConfig } from "./config.ts";
import type { Sender, SendRequest } from "./sender.ts";

/**
 * Repeats what may work later, with growing waits, until the request's budget is spent. A sink that asks for more time
 * gets it; one that asks for more than there is ends the attempts at once.
 */
export class RetrySender implements Sender {
  readonly #next: Sender;
  readonly #runtime: Pick<Runtime, "clock" | "timers" | "random">;
  readonly #config: RetryConfig;
  readonly #logger: Logger;

  constructor(
    next: Sender,
    runtime: Pick<Runtime, "clock" | "timers" | "random">,
    config: RetryConfig,
    logger: Logger,
  ) {
    this.#next = next;
    this.#runtime = runtime;
    this.#config = config;
    this.#logger = logger;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    let interval = this.#config.initial_interval;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#next.send(request, signal);
        if (attempt > 1) this.#logger.info({ attempts: attempt }, "Exporting works again");
        return;
      } catch (error) {
        if (!isCollectorError(error) || error.kind !== "retryable" || signal.aborted) throw error;
        const waitMs = this.#wait(interval, error);
        interval = Math.min(interval * this.#config.multiplier, this.#config.max_interval);
        if (this.#runtime.clock.monotonic() + waitMs > request.giveUpAt) throw error;
        this.#told(error, attempt, waitMs);
        await this.#sleep(waitMs, signal);
      }
    }
  }

  #wait(interval: number, error: CollectorError): number {
    const factor = 1 + this.#config.randomization_factor * (2 * this.#runtime.random.next() - 1);
    return Math.max(interval * factor, error.retryAfterMs ?? 0);
  }

  /** Once when it begins to fail; every further attempt is a detail. */
  #told(error: CollectorError, attempt: number, waitMs: number): void {
    const data = { err: error, interval: `${Math.round(waitMs)}ms` };
    if (attempt === 1) this.#logger.warn(data, "Exporting failed. Will retry the request after interval.");
    else this.#logger.debug({ ...data, attempt }, "Exporting failed again");
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
