import {
  isCollectorError,
  type BatchContext,
  type Component,
  type Consumer,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import type { RetryConfig } from "./config.ts";
import { FailureLog } from "./failure-log.ts";
import { InFlight } from "./in-flight.ts";
import { MalformedRangesSender } from "./malformed-ranges-sender.ts";
import { RetrySender } from "./retry-sender.ts";
import type { Sender, SendRequest } from "./sender.ts";
import { SplitSender } from "./split-sender.ts";
import { recordRejected, type ExporterInstruments } from "./telemetry.ts";
import { TimeoutSender } from "./timeout-sender.ts";

export interface ExporterPipelineOptions {
  /** Sends one request once. */
  readonly transport: Sender;
  /** Longest time for one attempt, in milliseconds. 0: no limit. */
  readonly timeout: number;
  readonly retry_on_failure: RetryConfig;
  /** Whether a refused request may be sent again in parts, to find the items that are to blame. */
  readonly mayBisect: (request: SendRequest) => boolean;
}

/** The inputs of an exporter, and their end: what is under way may go on until the signal fires. */
export interface ExporterPipeline extends Pick<Component, "shutdown"> {
  readonly traces: Consumer<Payload>;
  readonly metrics: Consumer<Payload>;
  readonly logs: Consumer<Payload>;
}

/**
 * The inputs of an exporter: split → malformed ranges → retry → timeout → transport, outermost first. `consume` resolves
 * when the sink has everything, whatever the context asks: there is no queue in between that could answer for it.
 */
export function createExporterPipeline(
  settings: Settings<ExporterInstruments>,
  options: ExporterPipelineOptions,
): ExporterPipeline {
  const { runtime, logger, instruments, lifetime } = settings;
  const log = new FailureLog(logger, runtime.clock);
  const sender = layers(settings, options, log);
  const inFlight = new InFlight(runtime.timers);
  const budgetMs = options.retry_on_failure.max_elapsed_time || Infinity;
  const consumer: Consumer<Payload> = {
    async consume(payload: Payload, { coverage, signal }: BatchContext): Promise<void> {
      const { items } = payload;
      const request = { payload, coverage, giveUpAt: runtime.clock.monotonic() + budgetMs };
      try {
        await inFlight.run((until) => sender.send(request, until), signal, lifetime);
        log.worked();
      } catch (error) {
        if (isCollectorError(error)) recordRejected(instruments, error.rejected);
        log.failed(error, items);
        throw error;
      }
    },
  };
  return { traces: consumer, metrics: consumer, logs: consumer, shutdown: (signal) => inFlight.drain(signal) };
}

function layers(
  { runtime }: Settings<ExporterInstruments>,
  { transport, timeout, retry_on_failure, mayBisect }: ExporterPipelineOptions,
  log: FailureLog,
): Sender {
  const timed = new TimeoutSender(transport, runtime.timers, timeout > 0 ? timeout : Infinity);
  const retried = retry_on_failure.enabled ? new RetrySender(timed, runtime, retry_on_failure, log) : timed;
  return new SplitSender(new MalformedRangesSender(retried, log), runtime.clock, mayBisect);
}
