import {
  HeldItems,
  isCollectorError,
  type BatchContext,
  type DurableLog,
  type Payload,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { compact } from "@genai-collector/pdata";
import { exportAborted } from "../aborted.ts";
import { Unfinished } from "../batching/unfinished.ts";
import type { Batcher } from "../batching/batcher.ts";
import type { MergedRequest } from "../batching/batcher-options.ts";
import { MetadataPartition } from "../batching/metadata-partition.ts";
import type { Delivery } from "../delivery.ts";
import { follow } from "../follow.ts";
import { Consumers } from "../queue/consumers.ts";
import { Fifo } from "../queue/fifo.ts";
import { laneOf, Lanes } from "../queue/lanes.ts";
import { queueBatcher } from "../queue/queue-batcher.ts";
import type { QueueConfig } from "../queue/queue-config.ts";
import { QueueDoor } from "../queue/queue-door.ts";
import { done, enterQueue, type SendingQueue } from "../queue/sending-queue.ts";
import type { ExporterInstruments } from "../telemetry.ts";
import { DurableLaneRequest, type DurableLaneOptions } from "./durable-lane-request.ts";
import { DurablePart } from "./durable-part.ts";
import type { DurableRecord } from "./durable-record.ts";
import { RecordStore } from "./record-store.ts";

/** How long the disk is left alone that could not be read. */
const readAgainMs = 5_000;

/**
 * Keeps the requests of one signal on disk: who sends is answered when they are there, whatever the context asks. Each
 * is removed when it was taken, or refused for good, or, pushed, when its budget is spent. What the end of the process
 * interrupts is sent after the next start, in the order in which it came.
 */
export class DurableQueue implements SendingQueue {
  readonly #settings: Settings<ExporterInstruments>;
  readonly #signal: Signal;
  readonly #config: QueueConfig;
  readonly #delivery: Delivery;
  readonly #door: QueueDoor;
  readonly #store: RecordStore;
  readonly #partition: MetadataPartition;
  readonly #consumers: Consumers;
  readonly #lanes: Lanes;
  readonly #laneOptions: DurableLaneOptions;
  readonly #batcher: Batcher<Payload>;
  readonly #records = new Set<DurableRecord>();
  /** Pushed data that is not on its way. */
  readonly #backlog = new Fifo<DurableRecord>();
  readonly #finishing = new Unfinished();
  /** What is being written. */
  readonly #writing = new HeldItems();
  /** Items that the end of the process interrupted: on disk, for the next start. */
  #leftItems = 0;
  #isFeeding = false;
  #fed: Promise<void> = done;
  readonly #stop = new AbortController();
  readonly #giveUp = new AbortController();

  /** `heldWaitMs`: until polled data is tried again whose budget is spent. Sends nothing before `start`. */
  constructor(
    settings: Settings<ExporterInstruments>,
    signal: Signal,
    config: QueueConfig,
    heldWaitMs: number,
    delivery: Delivery,
    log: DurableLog,
  ) {
    this.#settings = settings;
    this.#signal = signal;
    this.#config = config;
    this.#delivery = delivery;
    this.#door = new QueueDoor(signal, config, delivery.counters);
    this.#store = new RecordStore(settings, signal, log, delivery);
    this.#partition = new MetadataPartition(config.batch?.partition.metadata_keys ?? []);
    this.#consumers = new Consumers(config.num_consumers, () => this.#feed());
    this.#lanes = new Lanes(this.#consumers, settings.runtime.timers);
    this.#laneOptions = {
      settings,
      signal,
      store: this.#store,
      delivery,
      heldWaitMs,
      giveUp: this.#giveUp.signal,
      isStopping: () => this.#isStopping,
      onEnd: (record, error) => this.#finishKept(record, error),
    };
    this.#batcher = queueBatcher(settings, config, this.#consumers, (request) => this.#sendMerged(request));
    const { counters } = delivery;
    counters.holds(signal, () => this.#door.waitingItems + this.#writing.items, "memory");
    counters.holds(signal, () => this.#itemsOnDisk, "disk");
  }

  /** The end of the collector's lifetime may come before `shutdown`, and fails what is under way all the same. */
  get #isStopping(): boolean {
    return this.#stop.signal.aborted || this.#settings.lifetime.aborted;
  }

  /** Begins with what an earlier run left. Throws where a later version of this program wrote some of it. */
  start(): void {
    const records = this.#store.restore((head) => this.#door.sizeOf(head));
    for (const record of records) this.#door.force(record.size);
    const items = records.reduce((sum, { head }) => sum + head.items, 0);
    this.#delivery.counters.restored(this.#signal, items);
    for (const record of records) this.#add(record);
  }

  consume(payload: Payload, context: BatchContext): Promise<void> {
    return enterQueue(this.#door, payload, context, this.#enqueue);
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const unfollow = follow(signal, this.#giveUp);
    this.#door.close();
    this.#stop.abort();
    this.#lanes.stop();
    this.#batcher.discard(exportAborted(this.#stop.signal, "in the queue: it stays on disk"));
    await this.#batcher.shutdown(signal);
    await this.#fed;
    await this.#consumers.idle();
    await this.#finishing.none();
    unfollow();
    for (const record of this.#records) letGo(record);
    await this.#store.close();
  }

  readonly #enqueue = async (given: Payload, context: BatchContext, size: number): Promise<void> => {
    const payload = compact(given);
    const { items, bytes } = payload;
    const place = this.#writing.add(items);
    let record: DurableRecord;
    try {
      record = await this.#store.append(payload, context, this.#partition.kept(context), size);
    } catch (error) {
      this.#door.leave(size);
      this.#delivery.counters.enqueueFailed(this.#signal, items, error);
      throw error;
    } finally {
      this.#writing.remove(place);
    }
    this.#delivery.counters.enqueued(this.#signal, items, bytes);
    this.#add(record);
  };

  /** All but what is being sent. Of a record that is partly over, what is not. */
  get #itemsOnDisk(): number {
    const onTheirWay = this.#batcher.heldItems + this.#lanes.waitingItems;
    return this.#backlog.sum(({ head }) => head.items) + onTheirWay + this.#batcher.discardedItems + this.#leftItems;
  }

  #add(record: DurableRecord): void {
    if (this.#isStopping) {
      this.#leftItems += record.head.items;
      letGo(record);
      return;
    }
    this.#records.add(record);
    const { coverage } = record.head;
    if (coverage !== undefined) {
      this.#lanes.add(laneOf(coverage), new DurableLaneRequest(record, this.#laneOptions));
      return;
    }
    this.#backlog.add(record);
    this.#feed();
  }

  /** Only so much is read into memory as finds a consumer soon. */
  #feed(): void {
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    this.#fed = this.#feedAll();
  }

  async #feedAll(): Promise<void> {
    while (!this.#isStopping && this.#backlog.size > 0 && !this.#consumers.hasLine) await this.#feedOne();
    this.#isFeeding = false;
  }

  async #feedOne(): Promise<void> {
    const record = this.#backlog.first!;
    try {
      const kept = await this.#store.take(record);
      this.#backlog.take();
      if (kept === "unreadable") this.#finish(record);
      else {
        const context = {
          acknowledge: "accepted",
          signal: this.#settings.lifetime,
          client: record.head.client,
        } as const;
        this.#batcher.addPart(new DurablePart(kept, context, (error) => this.#ended(record, error)));
      }
    } catch (error) {
      this.#settings.logger.warn({ err: error }, "The queue on disk cannot be read now. Will try again.");
      await this.#settings.runtime.timers.sleep(readAgainMs, this.#stop.signal).catch(() => undefined);
    }
  }

  async #sendMerged({ payload, context }: MergedRequest<Payload>): Promise<void> {
    const { counters } = this.#delivery;
    if (this.#config.batch !== undefined) counters.batched(this.#signal, payload.items, payload.bytes);
    const parcel = { payload, client: context.client };
    const outcome = await this.#delivery.send(parcel, context.signal);
    const { error } = outcome;
    if (error === undefined) return;
    if (this.#isInterrupted(error)) this.#leftItems += payload.items - outcome.takenItems;
    else void this.#delivery.failed(parcel, outcome, payload.items);
    throw error;
  }

  #ended(record: DurableRecord, error: unknown): void {
    if (!this.#isInterrupted(error)) this.#finishKept(record, error);
  }

  /** The disk lets go of it when its dead letters are kept. No consumer waits for that. */
  #finishKept(record: DurableRecord, error: unknown): void {
    const kept = error === undefined ? undefined : this.#delivery.letters.settled;
    if (kept === undefined) return this.#finish(record);
    this.#finishing.begin();
    void kept.then(() => {
      this.#finish(record);
      this.#finishing.end();
    });
  }

  /** The end of the process is no final outcome. */
  #isInterrupted(error: unknown): boolean {
    return this.#isStopping && isCollectorError(error) && (error.kind === "retryable" || error.kind === "refused");
  }

  #finish(record: DurableRecord): void {
    this.#records.delete(record);
    this.#store.remove(record);
    this.#door.leave(record.size);
  }
}

function letGo(record: DurableRecord): void {
  record.kept?.release();
  record.kept = undefined;
}
