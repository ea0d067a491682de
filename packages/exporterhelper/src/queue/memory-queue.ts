import type { BatchContext, Payload, Settings, Signal } from "@genai-collector/component";
import { compact } from "@genai-collector/pdata";
import { exportAborted } from "../aborted.ts";
import { Batch } from "../batching/batch.ts";
import type { Batcher } from "../batching/batcher.ts";
import type { MergedRequest } from "../batching/batcher-options.ts";
import { KeptPart } from "../batching/kept-part.ts";
import type { Delivery } from "../delivery.ts";
import { follow } from "../follow.ts";
import { Consumers } from "./consumers.ts";
import { laneOf, Lanes } from "./lanes.ts";
import { queueBatcher } from "./queue-batcher.ts";
import type { QueueConfig } from "./queue-config.ts";
import { QueueDoor } from "./queue-door.ts";
import { done, enterQueue, type SendingQueue } from "./sending-queue.ts";

/**
 * Keeps the requests of one signal in memory. Who asks for acceptance is answered when they are in, who asks for
 * delivery with what became of them: for those it is no more than a limit of what is sent at the same time.
 */
export class MemoryQueue implements SendingQueue {
  readonly #settings: Settings;
  readonly #config: QueueConfig;
  readonly #delivery: Delivery;
  readonly #door: QueueDoor;
  readonly #consumers: Consumers;
  readonly #lanes: Lanes;
  readonly #batcher: Batcher<Payload>;
  readonly #giveUp = new AbortController();

  constructor(settings: Settings, signal: Signal, config: QueueConfig, delivery: Delivery) {
    this.#settings = settings;
    this.#config = config;
    this.#delivery = delivery;
    this.#door = new QueueDoor(signal, config, delivery.counters);
    this.#consumers = new Consumers(config.num_consumers);
    this.#lanes = new Lanes(this.#consumers, settings.runtime.timers);
    this.#batcher = queueBatcher(settings, config, this.#consumers, (request) => this.#sendMerged(request));
    const walk = (): number => this.#door.waitingItems + this.#batcher.heldItems + this.#lanes.waitingItems;
    delivery.counters.holds(signal, walk, "memory");
  }

  consume(payload: Payload, context: BatchContext): Promise<void> {
    return enterQueue(this.#door, payload, context, this.#enqueue);
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    this.#door.close();
    const unfollow = follow(signal, this.#giveUp);
    await this.#batcher.shutdown(signal);
    await this.#consumers.idle();
    unfollow();
  }

  readonly #enqueue = (given: Payload, context: BatchContext, size: number): Promise<void> => {
    const payload = compact(given);
    this.#delivery.counters.enqueued(payload.signal, payload.items, payload.bytes);
    const release = this.#settings.memory.hold(payload);
    const isWaitedFor = context.acknowledge === "delivered" || this.#config.wait_for_result;
    const kept = isWaitedFor ? { ...context, acknowledge: "delivered" as const } : context;
    const part = new KeptPart(payload, kept, () => {
      release();
      this.#door.leave(size);
    });
    const outcome = isWaitedFor ? part.outcome(() => this.#left(part)) : done;
    const { coverage } = context;
    if (coverage === undefined) this.#batcher.addPart(part);
    else this.#addPolled(laneOf(coverage), part);
    return outcome;
  };

  #left(part: KeptPart<Payload>): void {
    const error = exportAborted(part.context.signal, "in the queue");
    const items = part.leave(error);
    if (items > 0) this.#delivery.counters.failed(part.payload.signal, items, error);
  }

  #addPolled(lane: string, part: KeptPart<Payload>): void {
    const alone = new Batch<Payload>("items", undefined);
    alone.add(part, part.payload, part.payload.items);
    this.#lanes.add(lane, {
      send: () => this.#sendPolled(part, alone),
      get waitingItems() {
        return alone.waitingItems;
      },
    });
  }

  async #sendPolled({ payload, context: { coverage } }: KeptPart<Payload>, alone: Batch<Payload>): Promise<undefined> {
    if (alone.isEmpty) return; // its sender left
    const { runtime, lifetime } = this.#settings;
    const ends = [lifetime, this.#giveUp.signal, ...alone.beginSending()];
    const { signal, cancel } = runtime.timers.deadline(Infinity, ...ends);
    const parcel = { payload, coverage };
    const outcome = await this.#delivery.send(parcel, signal);
    cancel();
    const { error } = outcome;
    const owners = (): ReturnType<typeof alone.owners> => alone.owners();
    const kept =
      error === undefined ? undefined : this.#delivery.failed(parcel, outcome, alone.unansweredItems, owners);
    // The consumer does not wait for it.
    if (kept === undefined) alone.end(error);
    else void kept.then(() => alone.end(error));
  }

  async #sendMerged(request: MergedRequest<Payload>): Promise<void> {
    const { payload, context, unansweredItems, owners } = request;
    const { counters } = this.#delivery;
    if (this.#config.batch !== undefined) counters.batched(payload.signal, payload.items, payload.bytes);
    const parcel = { payload, client: context.client };
    const outcome = await this.#delivery.send(parcel, context.signal);
    if (outcome.error === undefined) return;
    void this.#delivery.failed(parcel, outcome, unansweredItems, owners);
    throw outcome.error;
  }
}
