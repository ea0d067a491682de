import type { BatchContext, Consumer, Inputs, Payload, Settings } from "@genai-collector/component";
import type { RetryConfig } from "./config.ts";
import { RetrySender } from "./retry-sender.ts";
import type { Sender, SendRequest } from "./sender.ts";
import { SplitSender } from "./split-sender.ts";
import { TimeoutSender } from "./timeout-sender.ts";

export interface ExporterPipelineOptions {
  /** Sends one request once. */
  readonly transport: Sender;
  readonly timeout: number;
  readonly retry_on_failure: RetryConfig;
  /** Whether a rejected request may be sent again in parts, to find the items that are to blame. */
  readonly mayBisect: (request: SendRequest) => boolean;
}

/**
 * The inputs of an exporter: split → retry → timeout → transport, outermost first. `consume` resolves when the sink has
 * everything, whatever the context asks: there is no queue in between that could answer for it.
 */
export function createExporterPipeline(settings: Settings, options: ExporterPipelineOptions): Required<Inputs> {
  const { runtime, logger } = settings;
  const timed =
    options.timeout > 0 ? new TimeoutSender(options.transport, runtime.timers, options.timeout) : options.transport;
  const retry = options.retry_on_failure;
  const retried = retry.enabled ? new RetrySender(timed, runtime, retry, logger) : timed;
  const sender = new SplitSender(retried, options.mayBisect);
  const budgetMs = retry.max_elapsed_time === 0 ? Infinity : retry.max_elapsed_time;
  const consumer: Consumer<Payload> = {
    consume(payload: Payload, context: BatchContext): Promise<void> {
      const giveUpAt = runtime.clock.monotonic() + budgetMs;
      return sender.send({ payload, coverage: context.coverage, giveUpAt }, context.signal);
    },
  };
  return { traces: consumer, metrics: consumer, logs: consumer };
}
