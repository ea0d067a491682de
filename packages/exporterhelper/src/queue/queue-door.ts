import { CollectorError, HeldItems, type ExportCounters, type Payload, type Signal } from "@genai-collector/component";
import { exportAborted } from "../aborted.ts";
import { Room } from "../batching/room.ts";
import type { QueueConfig } from "./queue-config.ts";

/** Lets requests into a queue as long as there is room. What is being sent still takes room. */
export class QueueDoor {
  readonly #sizer: "requests" | "items" | "bytes";
  readonly #room: Room;
  readonly #blocks: boolean;
  readonly #counters: ExportCounters;
  readonly #closing = new AbortController();
  readonly #waiting = new HeldItems();

  constructor(signal: Signal, config: QueueConfig, counters: ExportCounters) {
    this.#sizer = config.sizer ?? "requests";
    this.#room = new Room(config.queue_size);
    this.#blocks = config.block_on_overflow;
    this.#counters = counters;
    counters.queue(signal, () => ({ size: this.#room.used, capacity: this.#room.limit }));
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Items that wait for room. */
  get waitingItems(): number {
    return this.#waiting.items;
  }

  /** As the queue's `sizer` counts. */
  sizeOf(request: { readonly items: number; readonly bytes: number }): number {
    if (this.#sizer === "requests") return 1;
    return this.#sizer === "items" ? request.items : request.bytes;
  }

  /**
   * True: it is in. Otherwise a promise, which resolves when it is in, and rejects where it is refused: counted then.
   */
  enter(payload: Payload, size: number, sender: AbortSignal): true | Promise<void> {
    if (sender.aborted) return this.#refuse(payload, exportAborted(sender, "before it was queued"));
    if (this.isClosed) return this.#refuse(payload, queueClosed());
    if (size > this.#room.limit) return this.#refuse(payload, this.#tooLarge(size));
    if (this.#room.tryEnter(size)) return true;
    return this.#blocks ? this.#wait(payload, size, sender) : this.#refuse(payload, full());
  }

  /** What was there before is in, however much there is. */
  force(size: number): void {
    this.#room.force(size);
  }

  leave(size: number): void {
    this.#room.leave(size);
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#closing.abort();
  }

  async #wait(payload: Payload, size: number, sender: AbortSignal): Promise<void> {
    const place = this.#waiting.add(payload.items);
    const either = new AbortController();
    const leave = (): void => either.abort();
    const signals = [sender, this.#closing.signal];
    for (const signal of signals) signal.addEventListener("abort", leave, { once: true });
    try {
      await this.#room.enter(size, either.signal);
    } catch {
      // The only reasons not to get in are the signals.
      return await this.#refuse(
        payload,
        sender.aborted ? exportAborted(sender, "while the queue was full") : queueClosed(),
      );
    } finally {
      this.#waiting.remove(place);
      for (const signal of signals) signal.removeEventListener("abort", leave);
    }
  }

  #refuse({ signal, items }: Payload, error: CollectorError): Promise<never> {
    this.#counters.enqueueFailed(signal, items, error);
    return Promise.reject(error);
  }

  #tooLarge(size: number): CollectorError {
    const message = `element size too large: ${size} ${this.#sizer}, and queue_size is ${this.#room.limit}`;
    return new CollectorError("EXPORT_QUEUE_TOO_SMALL", message, { kind: "misconfigured" });
  }
}

function full(): CollectorError {
  return new CollectorError("EXPORT_QUEUE_FULL", "sending queue is full", { kind: "refused" });
}

/** Before the start and after the end. */
export function queueClosed(): CollectorError {
  return new CollectorError("EXPORT_QUEUE_CLOSED", "sending queue takes nothing: the exporter is not running", {
    kind: "refused",
  });
}
