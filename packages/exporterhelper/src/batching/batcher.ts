import {
  CollectorError,
  combineErrors,
  HeldItems,
  isCollectorError,
  takenAtOnce,
  type BatchContext,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import { compact } from "@genai-collector/pdata";
import { follow } from "../follow.ts";
import { LinkedList } from "../linked-list.ts";
import { Batch } from "./batch.ts";
import type { BatchPart } from "./batch-part.ts";
import type { BatcherOptions, BatchTrigger, ReturnReason } from "./batcher-options.ts";
import { KeptPart } from "./kept-part.ts";
import { MetadataPartition } from "./metadata-partition.ts";
import { OpenBatches } from "./open-batches.ts";
import { Room } from "./room.ts";
import { sizeOf, type BatchSizer } from "./sizer.ts";
import { SmallPayloads } from "./small-payloads.ts";
import { splitBetweenRanges, splitBySize } from "./split-by-size.ts";
import { Unfinished } from "./unfinished.ts";

/**
 * Merges what several senders push into larger requests: by size, and at the latest a time after the first part.
 *
 * Who asks to be acknowledged on delivery is answered with the outcome of the request that carried the data; who only
 * asks that it be accepted is answered at once. A part whose sender leaves before it is sent is taken out. Polled data is
 * neither merged nor delayed: it passes, cut between ranges where it is too large.
 */
export class Batcher<P extends Payload> {
  readonly #settings: Pick<Settings, "runtime" | "memory" | "lifetime">;
  readonly #options: BatcherOptions<P>;
  readonly #partition: MetadataPartition;
  readonly #room: Room;
  readonly #open = new OpenBatches<P>();
  readonly #small = new SmallPayloads<P>();
  readonly #unfinished = new Unfinished();
  /** Those that are being collected, and those that wait for their turn to be sent. */
  readonly #unsent = new LinkedList<Batch<P>>();
  /** What waits to come in, and parts of polled data behind one that is being sent. */
  readonly #waiting = new HeldItems();
  #discardedItems = 0;
  readonly #stop = new AbortController();
  #isClosed = false;
  #discarded: { readonly error: unknown } | undefined;

  constructor(settings: Pick<Settings, "runtime" | "memory" | "lifetime">, options: BatcherOptions<P>) {
    this.#settings = settings;
    this.#options = options;
    this.#partition = new MetadataPartition(options.metadataKeys ?? []);
    this.#room = new Room(options.maxInFlightBytes ?? Infinity);
  }

  /** Combinations of metadata values that are being collected. */
  get partitions(): number {
    return this.#open.size;
  }

  /** Bytes on the wire of what was taken and has not ended. */
  get inFlightBytes(): number {
    return this.#room.used;
  }

  /** Items that were taken, or wait to be, and are not being sent. */
  get heldItems(): number {
    return this.#waiting.items + this.#unsent.sum((batch) => batch.waitingItems);
  }

  /** Items that `discard` ended. */
  get discardedItems(): number {
    return this.#discardedItems;
  }

  /**
   * Takes a payload that is then its own, as `Consumer.consume` does. Rejects with `BATCH_ABORTED` when the sender left,
   * with `BATCH_CLOSED` after `shutdown`, with `BATCH_TOO_MANY_PARTITIONS`, or with the outcome of the merged request.
   */
  add(payload: P, context: BatchContext): Promise<void> {
    if (this.#isClosed) return this.#giveBack(payload.items, "closed", closed());
    if (payload.items === 0) return takenAtOnce;
    if (context.coverage !== undefined) return this.#pass(payload, context);
    const { bytes } = payload;
    if (context.signal.aborted) return this.#giveBack(payload.items, "aborted", aborted(context.signal));
    if (this.#room.tryEnter(bytes)) return this.#keep(payload, context, bytes);
    return this.#keepLater(payload, context, bytes);
  }

  /** Puts a part of pushed data, which another holds, into a batch. */
  addPart(part: BatchPart<P>): void {
    const key = this.#partition.key(part.context);
    const { sizer, minSize, maxSize, flushTimeoutMs } = this.#options;
    const size = sizeOf(part.payload, sizer);
    const open = this.#open.get(key);
    if ((open?.size ?? 0) + size > maxSize) this.#addCut(key, part);
    else (open ?? this.#begin(key, part.context)).add(part, part.payload, size);
    const batch = this.#open.get(key);
    if (batch === undefined) return;
    if (batch.size >= minSize) this.#flush(key, batch, "size");
    else if (flushTimeoutMs === 0) this.#flush(key, batch, "timeout");
    else if (this.#isClosed) this.#flush(key, batch, "shutdown");
    else if (this.#room.hasWaiters) this.flush("pressure");
  }

  /** Sends what is being collected. */
  flush(trigger: BatchTrigger): void {
    for (const [key, batch] of this.#open) this.#flush(key, batch, trigger);
  }

  /**
   * Takes nothing more, sends what is there, and resolves when all has ended. What has not ended when `signal` fires is
   * given up.
   */
  async shutdown(signal: AbortSignal): Promise<void> {
    this.#isClosed = true;
    const unfollow = follow(signal, this.#stop);
    this.flush("shutdown");
    await this.#unfinished.none();
    unfollow();
  }

  /** Begins to send nothing more: what is not being sent ends with `error`. */
  discard(error: unknown): void {
    this.#discarded = { error };
    this.flush("shutdown");
  }

  /** What polled data stands for must not be delayed or mixed; its sender waits, and keeps it. */
  async #pass(payload: P, context: BatchContext): Promise<void> {
    const { maxSize, sizer, send } = this.#options;
    const errors: unknown[] = [];
    let left = payload.items;
    for (const part of splitBetweenRanges(payload, maxSize, sizer)) {
      left -= part.items;
      const place = this.#waiting.add(left);
      try {
        await send({ payload: part, context, trigger: "polled", unansweredItems: 0 });
      } catch (error) {
        errors.push(error);
        // What is held comes again as a whole and in order.
        if (!isCollectorError(error) || error.kind !== "gap") break;
      } finally {
        this.#waiting.remove(place);
      }
    }
    if (left > 0) this.#options.returned?.(left, "behind_held");
    if (errors.length > 0) throw combineErrors(errors);
  }

  #keep(given: P, context: BatchContext, bytes: number): Promise<void> {
    const { whenFull, limit } = this.#options.partitions ?? { whenFull: "flush", limit: Infinity };
    if (
      whenFull === "refuse" &&
      this.#open.size >= limit &&
      this.#open.get(this.#partition.key(context)) === undefined
    ) {
      this.#room.leave(bytes);
      return this.#giveBack(given.items, "partitions", tooManyPartitions(limit));
    }
    const payload = this.#small.keep(given, bytes) ?? compact(given);
    const release = this.#settings.memory.hold(payload);
    const part = new KeptPart(payload, context, () => {
      release();
      this.#room.leave(bytes);
    });
    const outcome = part.isWaitedFor ? part.outcome(() => this.#left(part)) : takenAtOnce;
    this.addPart(part);
    return outcome;
  }

  #left(part: KeptPart<P>): void {
    const items = part.leave(aborted(part.context.signal));
    if (items > 0) this.#options.returned?.(items, "aborted");
  }

  #giveBack(items: number, reason: ReturnReason, error: CollectorError): Promise<never> {
    this.#options.returned?.(items, reason);
    return Promise.reject(error);
  }

  async #keepLater(payload: P, context: BatchContext, bytes: number): Promise<void> {
    this.#unfinished.begin();
    try {
      await this.#enter(payload.items, bytes, context.signal);
      return await this.#keep(payload, context, bytes);
    } finally {
      this.#unfinished.end();
    }
  }

  async #enter(items: number, bytes: number, sender: AbortSignal): Promise<void> {
    const place = this.#waiting.add(items);
    const { signal, cancel } = this.#deadline(sender);
    try {
      const entered = this.#room.enter(bytes, signal);
      this.flush("pressure");
      await entered;
    } catch {
      // The only reason not to get in is the signal.
      return await this.#giveBack(items, "aborted", aborted(signal));
    } finally {
      this.#waiting.remove(place);
      cancel();
    }
  }

  #begin(key: string, context: BatchContext): Batch<P> {
    const { partitions, sizer, flushTimeoutMs } = this.#options;
    if (this.#open.size >= (partitions?.limit ?? Infinity)) this.#flushOldest();
    const batch = new Batch<P>(sizer, this.#partition.kept(context));
    this.#open.set(key, batch);
    this.#unsent.add(batch);
    this.#unfinished.begin();
    if (flushTimeoutMs > 0) {
      const { timers } = this.#settings.runtime;
      batch.cancelTimer = timers.after(flushTimeoutMs, () => this.#flush(key, batch, "timeout"));
    }
    return batch;
  }

  #flushOldest(): void {
    for (const [key, batch] of this.#open) {
      this.#flush(key, batch, "pressure");
      return;
    }
  }

  /** Fills the open batch, sends it and the full ones behind it, and leaves the rest open. */
  #addCut(key: string, part: BatchPart<P>): void {
    const { sizer, maxSize } = this.#options;
    const room = Math.max(0, maxSize - (this.#open.get(key)?.size ?? 0));
    for (const piece of splitOrWhole(part.payload, room, maxSize, sizer)) {
      const size = sizeOf(piece, sizer);
      const open = this.#open.get(key);
      // Where nothing fits the open batch, the first piece is empty.
      if (open !== undefined && (size === 0 || open.size + size > maxSize)) this.#flush(key, open, "size");
      if (piece.items > 0) (this.#open.get(key) ?? this.#begin(key, part.context)).add(part, piece, size);
    }
  }

  #flush(key: string, batch: Batch<P>, trigger: BatchTrigger): void {
    this.#open.delete(key);
    batch.cancelTimer?.();
    const start = (): Promise<void> => this.#send(batch, trigger);
    if (this.#options.schedule === undefined) void start();
    else this.#options.schedule(start);
  }

  async #send(batch: Batch<P>, trigger: BatchTrigger): Promise<void> {
    this.#unsent.remove(batch);
    if (this.#discarded !== undefined) {
      this.#discardedItems += batch.waitingItems;
      batch.end(this.#discarded.error);
    } else if (!batch.isEmpty) {
      // Were it empty, all who gave to it would have left.
      const { signal, cancel } = this.#deadline(...batch.beginSending());
      const { payload, unansweredItems } = batch;
      let failure: unknown;
      try {
        const context = batch.context(signal);
        await this.#options.send({ payload, context, trigger, unansweredItems, owners: () => batch.owners() });
      } catch (error) {
        failure = error ?? new Error("a batch was rejected without an error");
      }
      cancel();
      batch.end(failure);
    }
    this.#unfinished.end();
  }

  #deadline(...signals: readonly AbortSignal[]): { readonly signal: AbortSignal; cancel(): void } {
    const { runtime, lifetime } = this.#settings;
    return runtime.timers.deadline(Infinity, lifetime, this.#stop.signal, ...signals);
  }
}

/** Bytes that cannot be cut go on as they are: what is wrong with them is found out where the sink refuses them. */
function splitOrWhole<P extends Payload>(payload: P, firstSize: number, maxSize: number, sizer: BatchSizer): P[] {
  try {
    return splitBySize(payload, firstSize, maxSize, sizer);
  } catch {
    return [payload];
  }
}

function aborted(signal: AbortSignal): CollectorError {
  const message = "given up while waiting for a batch";
  return new CollectorError("BATCH_ABORTED", message, { kind: "retryable", cause: signal.reason });
}

function closed(): CollectorError {
  return new CollectorError("BATCH_CLOSED", "the collector stops, and takes nothing more", { kind: "refused" });
}

function tooManyPartitions(limit: number): CollectorError {
  const message = `too many batcher metadata-value combinations: ${limit} are being collected`;
  return new CollectorError("BATCH_TOO_MANY_PARTITIONS", message, { kind: "misconfigured" });
}
