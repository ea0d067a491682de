import type { BatchContext, DurableLog, DurableStorage, Payload, Settings } from "@genai-collector/component";
import { queueClosed } from "../queue/queue-door.ts";
import type { SendingQueue } from "../queue/sending-queue.ts";
import type { DurableQueue } from "./durable-queue.ts";

/** A queue on disk that is there between `open` and `shutdown`. */
export class StoredQueue implements SendingQueue {
  readonly #name: string;
  readonly #create: (log: DurableLog) => DurableQueue;
  #queue: DurableQueue | undefined;

  /** `name`: of its log in the storage. */
  constructor(name: string, create: (log: DurableLog) => DurableQueue) {
    this.#name = name;
    this.#create = create;
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
    return this.#queue?.consume(payload, context) ?? Promise.reject(queueClosed());
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const queue = this.#queue;
    this.#queue = undefined;
    await queue?.shutdown(signal);
  }
}
