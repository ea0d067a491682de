import {
  durableStorage,
  type Component,
  type ComponentId,
  type Consumer,
  type DurableLog,
  type ExportTarget,
  type Host,
  type Payload,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import type { RetryConfig } from "./config.ts";
import { CutSender } from "./cut-sender.ts";
import { DeadLetterBox } from "./dead-letters/dead-letter-box.ts";
import { Delivery } from "./delivery.ts";
import { DurableQueue } from "./durable/durable-queue.ts";
import { StoredQueue } from "./durable/stored-queue.ts";
import { FailureLog } from "./failure-log.ts";
import { MalformedRangesSender } from "./malformed-ranges-sender.ts";
import { MemoryQueue } from "./queue/memory-queue.ts";
import { maxSizeOf, sizerOf } from "./queue/queue-batcher.ts";
import type { QueueConfig } from "./queue/queue-config.ts";
import type { SendingQueue } from "./queue/sending-queue.ts";
import { RetrySender } from "./retry-sender.ts";
import type { Sender, SendRequest } from "./sender.ts";
import { SplitSender } from "./split-sender.ts";
import type { ExporterInstruments } from "./telemetry.ts";
import { TimeoutSender } from "./timeout-sender.ts";
import { uncounted } from "./uncounted.ts";
import { Unqueued } from "./unqueued.ts";

export interface ExporterPipelineOptions {
  /** Sends one request once. */
  readonly transport: Sender;
  /** Longest time for one attempt, in milliseconds. 0: no limit. */
  readonly timeout: number;
  readonly retry_on_failure: RetryConfig;
  /** Undefined: none; `consume` then resolves when the sink has everything, whatever the context asks. */
  readonly sending_queue?: QueueConfig | undefined;
  /** The extension that keeps what is lost. */
  readonly dead_letter?: ComponentId | undefined;
  /** Whether a refused request may be sent again in parts, to find the items that are to blame. */
  readonly mayBisect: (request: SendRequest) => boolean;
  /** Where a signal is sent: labels of otelcol's counters of what was sent. */
  readonly target?: ((signal: Signal) => ExportTarget) | undefined;
}

/** The inputs of an exporter, their beginning, and their end: what is under way may go on until the signal fires. */
export interface ExporterPipeline extends Component {
  readonly traces: Consumer<Payload>;
  readonly metrics: Consumer<Payload>;
  readonly logs: Consumer<Payload>;
}

const allSignals: readonly Signal[] = ["traces", "metrics", "logs"];

/**
 * The inputs of an exporter: queue → cut → split → malformed ranges → retry → timeout → transport, outermost first. It
 * takes `settings.exportCounters`: what becomes of each item is counted here, once.
 */
export function createExporterPipeline(
  settings: Settings<ExporterInstruments>,
  options: ExporterPipelineOptions,
): ExporterPipeline {
  const { retry_on_failure } = options;
  const config = partOf(options.sending_queue, settings.worker.count);
  const log = new FailureLog(settings.logger, settings.runtime.clock, adviceFor(options));
  const stop = new AbortController();
  const sender = layers(settings, options, log, stop.signal);
  const letters = new DeadLetterBox(settings, options.dead_letter);
  const delivery = new Delivery(
    settings,
    settings.exportCounters?.(options.target) ?? uncounted,
    log,
    letters,
    sender,
    budgetOf(retry_on_failure),
  );
  const queues = queuesFor(settings, config, retry_on_failure.max_interval, delivery);
  return {
    traces: queues.traces,
    metrics: queues.metrics,
    logs: queues.logs,
    start: async (host) => {
      letters.open(host);
      await openAll(Object.values(queues), config, host, settings.worker);
    },
    shutdown: async (signal) => {
      // Who waits in no queue may go on until the signal fires.
      if (config !== undefined) stop.abort();
      await Promise.all(allSignals.map((each) => queues[each].shutdown(signal)));
    },
  };
}

/** How long a request may take, in milliseconds. */
function budgetOf({ max_elapsed_time }: RetryConfig): number {
  return max_elapsed_time || Infinity;
}

/** Limits of bytes are of the whole collector: each worker has its part. */
function partOf(config: QueueConfig | undefined, workers: number): QueueConfig | undefined {
  if (config?.sizer !== "bytes") return config;
  return { ...config, queue_size: Math.max(1, Math.floor(config.queue_size / workers)) };
}

type Queues = Readonly<Record<Signal, SendingQueue>>;

/** A queue for each signal that the exporter stands in pipelines of. */
function queuesFor(
  settings: Settings<ExporterInstruments>,
  config: QueueConfig | undefined,
  heldWaitMs: number,
  delivery: Delivery,
): Queues {
  const direct = new Unqueued(settings, delivery);
  const used = new Set(settings.paths.map(({ signal }) => signal));
  const queueOf = (signal: Signal): SendingQueue => {
    if (config === undefined || (used.size > 0 && !used.has(signal))) return direct;
    if (config.storage === undefined) return new MemoryQueue(settings, signal, config, delivery);
    const name = `exporter ${settings.id} ${signal}`;
    const create = (log: DurableLog) => new DurableQueue(settings, signal, config, heldWaitMs, delivery, log);
    return new StoredQueue(name, create, (items, error) => delivery.counters.enqueueFailed(signal, items, error));
  };
  const place = config?.storage === undefined ? "memory" : "disk";
  for (const signal of allSignals) delivery.counters.holds(signal, () => delivery.itemsUnderWay(signal), place);
  return { traces: queueOf("traces"), metrics: queueOf("metrics"), logs: queueOf("logs") };
}

/** Opens what is on disk. Where one queue cannot be opened, none stays open. */
async function openAll(
  queues: readonly SendingQueue[],
  config: QueueConfig | undefined,
  host: Host,
  worker: Settings["worker"],
): Promise<void> {
  if (config?.storage === undefined) return;
  const storage = host.extension(durableStorage, config.storage);
  const stored = queues.filter((queue) => queue instanceof StoredQueue);
  try {
    for (const queue of stored) await queue.open(storage, worker);
  } catch (error) {
    for (const queue of stored) await queue.shutdown(AbortSignal.abort());
    throw error;
  }
}

function layers(
  { runtime, suspicion }: Settings<ExporterInstruments>,
  { transport, timeout, retry_on_failure, mayBisect, sending_queue }: ExporterPipelineOptions,
  log: FailureLog,
  stop: AbortSignal,
): Sender {
  const timed = new TimeoutSender(transport, runtime.timers, timeout > 0 ? timeout : Infinity);
  const retried = retry_on_failure.enabled ? new RetrySender(timed, runtime, retry_on_failure, log, stop) : timed;
  const sound = new MalformedRangesSender(retried, log, suspicion);
  const split = new SplitSender(sound, runtime.clock, budgetOf(retry_on_failure), mayBisect);
  const maxSize = sending_queue === undefined ? Infinity : maxSizeOf(sending_queue);
  return maxSize === Infinity ? split : new CutSender(split, maxSize, sizerOf(sending_queue!));
}

/** otelcol's, word by word. */
function adviceFor({ sending_queue, retry_on_failure }: ExporterPipelineOptions): string {
  const advice = [
    ...(sending_queue === undefined ? ["Try enabling sending_queue to survive temporary failures."] : []),
    ...(retry_on_failure.enabled ? [] : ["Try enabling retry_on_failure config option to retry on retryable errors."]),
  ];
  return advice.join(" ");
}
