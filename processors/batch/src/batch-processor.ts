import {
  isAborted,
  isCollectorError,
  rejectedItems,
  type BatchContext,
  type Books,
  type Consumer,
  type Payload,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { Batcher, type BatchTrigger, type MergedRequest } from "@genai-collector/exporterhelper";
import type { BatchConfig } from "./config.ts";
import { SendLog } from "./send-log.ts";
import type { BatchRecorders, batchInstruments, DropReason } from "./telemetry.ts";

/** Merges what many senders push; lets polled data pass. The batcher has the rules, this counts and tells. */
export class BatchProcessor<P extends Payload> implements Consumer<P> {
  readonly #books: Books;
  readonly #instruments: BatchRecorders;
  readonly #next: Consumer<P>;
  readonly #batcher: Batcher<P>;
  readonly #log: SendLog;
  readonly #hasTimer: boolean;
  readonly #hasPartitions: boolean;
  #partitions = 0;
  /** Of the pipeline; known with the first payload. */
  #signal: Signal | undefined;

  constructor(settings: Settings<typeof batchInstruments>, config: BatchConfig, next: Consumer<P>) {
    this.#books = settings.books;
    this.#instruments = settings.instruments;
    this.#next = next;
    this.#log = new SendLog(settings.logger, settings.runtime.clock);
    this.#hasTimer = config.timeout > 0 && config.send_batch_size > 0;
    this.#hasPartitions = config.metadata_keys.length > 0;
    this.#batcher = new Batcher<P>(settings, {
      sizer: "items",
      minSize: config.send_batch_size,
      maxSize: config.send_batch_max_size || Infinity,
      flushTimeoutMs: config.timeout,
      metadataKeys: config.metadata_keys,
      partitions: { limit: config.metadata_cardinality_limit || Infinity, whenFull: "refuse" },
      maxInFlightBytes: Math.max(1, Math.floor(config.max_in_flight_bytes / settings.worker.count)),
      returned: (items, reason) => this.#books.returned(this.#signal!, items, reason),
      send: (request) => this.#send(request),
    });
    // As in otelcol, where a processor without keys counts as one combination.
    if (!this.#hasPartitions) this.#instruments.metadata_cardinality.record(1);
  }

  consume(payload: P, context: BatchContext): Promise<void> {
    if (this.#signal === undefined) this.#open(payload.signal);
    const taken = this.#batcher.add(payload, context);
    if (this.#hasPartitions) this.#tellPartitions();
    return taken;
  }

  shutdown(signal: AbortSignal): Promise<void> {
    return this.#batcher.shutdown(signal);
  }

  #open(signal: Signal): void {
    this.#signal = signal;
    this.#books.holds(signal, () => this.#batcher.heldItems);
  }

  async #send({ payload, context, trigger, unansweredItems }: MergedRequest<P>): Promise<void> {
    if (this.#hasPartitions) this.#tellPartitions();
    this.#count(payload, trigger);
    try {
      await this.#next.consume(payload, context);
    } catch (error) {
      if (unansweredItems > 0) this.#dropped(payload, error, unansweredItems);
      throw error;
    }
    this.#log.worked();
  }

  #count(payload: P, trigger: BatchTrigger): void {
    this.#instruments.batch_send_size.record(payload.items);
    this.#instruments.batch_send_size_bytes.record(payload.bytes);
    if (trigger === "pressure") this.#instruments.pressure_trigger_send.record(1);
    else if (trigger === "size" || (trigger === "timeout" && !this.#hasTimer))
      this.#instruments.batch_size_trigger_send.record(1);
    else if (trigger !== "polled") this.#instruments.timeout_trigger_send.record(1);
  }

  #dropped({ signal }: P, error: unknown, unansweredItems: number): void {
    const items = rejectedItems(error, unansweredItems);
    const reason = reasonOf(error);
    this.#books.gaveUp(signal, items, reason);
    this.#instruments.dropped_items.record(items, { reason });
    this.#log.failed(error, items);
  }

  #tellPartitions(): void {
    if (this.#batcher.partitions === this.#partitions) return;
    this.#partitions = this.#batcher.partitions;
    this.#instruments.metadata_cardinality.record(this.#partitions);
  }
}

function reasonOf(error: unknown): DropReason {
  if (isAborted(error)) return "aborted";
  return isCollectorError(error) ? error.kind : "bug";
}
