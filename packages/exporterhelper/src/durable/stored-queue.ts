import type { BatchContext, DurableLog, DurableStorage, Payload, Settings } from "@genai-collector/component";
import { queueClosed } from "../queue/queue-door.ts";
import type { SendingQueue } from "../queue/sending-queue.ts";
import type { DurableQueue } from "./durable-queue.ts";

/** A queue on disk that is there between `open` and `shutdown`. */
export class StoredQueue implements SendingQueue {
  readonly #name: string;
  readonly #create: (log: DurableLog) => DurableQueue;
  readonly #refused: (items: number, error: unknown) => void;
  #queue: DurableQueue | undefined;

  /** `name`: of its log in the storage. `refused`: told of what comes while it is not there. */
  constructor(
    name: string,
    create: (log: DurableLog) => DurableQueue,
    refused: (items: number, error: unknown) => void,
  ) {
    this.#name = name;
    this.#create = create;
    this.#refused = refused;
  }

  /** Begins with what is on disk. Rejects where that cannot be read at all, and then leaves nothing open. */
  async open(storage: DurableStorage, worker: Settings["worker"]): Promise<void> {
    const log = await storage.open(this.#name, worker);
    try {
      const queue = this.#create(log);
      queue.start();
      this.#queue = queue;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  consume(payload: Payload, context: BatchContext): Promise<void> {
    if (this.#queue !== undefined) return this.#queue.consume(payload, context);
    const error = queueClosed();
    this.#refused(payload.items, error);
    return Promise.reject(error);
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const queue = this.#queue;
    this.#queue = undefined;
    await queue?.shutdown(signal);
  }
}
