import { isCollectorError, type Payload, type Settings, type Signal } from "@genai-collector/component";
import { merge } from "@genai-collector/pdata";
import { refusedIn } from "../dead-letters/losses.ts";
import type { Delivery, Outcome, Parcel } from "../delivery.ts";
import type { LaneRequest } from "../queue/lanes.ts";
import type { ExporterInstruments } from "../telemetry.ts";
import type { DurableRecord } from "./durable-record.ts";
import { HeldWait } from "./held-wait.ts";
import type { Kept } from "./payload-cache.ts";
import type { RecordStore } from "./record-store.ts";

/** What one lane's requests need of their queue. */
export interface DurableLaneOptions {
  readonly settings: Settings<ExporterInstruments>;
  readonly signal: Signal;
  readonly store: RecordStore;
  readonly delivery: Delivery;
  /** Until a request is tried again that is held. */
  readonly heldWaitMs: number;
  /** Fires when what is under way is given up. */
  readonly giveUp: AbortSignal;
  isStopping(): boolean;
  /** The record is done with. `error`: where not all of it was taken. */
  onEnd(record: DurableRecord, error: unknown): void;
}

/**
 * A record of polled data: it is over when the sink has taken it, or will never take it. Everything else is waited for,
 * however long it takes: no poll comes again for it.
 */
export class DurableLaneRequest implements LaneRequest {
  readonly #record: DurableRecord;
  readonly #options: DurableLaneOptions;
  readonly #wait: HeldWait;
  #isHeld = false;
  #isSending = false;
  /** What is neither taken nor refused. */
  #leftItems: number;

  constructor(record: DurableRecord, options: DurableLaneOptions) {
    this.#record = record;
    this.#options = options;
    this.#wait = new HeldWait(options.heldWaitMs);
    this.#leftItems = record.head.items;
  }

  get waitingItems(): number {
    return this.#isSending ? 0 : this.#leftItems;
  }

  async send(): Promise<number | undefined> {
    const { settings, store, giveUp, delivery } = this.#options;
    let kept: Kept | "unreadable";
    try {
      kept = await store.take(this.#record);
    } catch (error) {
      return this.#hold(error, this.#record.head.items);
    }
    if (kept === "unreadable") return this.#end(undefined);
    const parcel = { payload: kept.payload, coverage: this.#record.head.coverage };
    const { signal, cancel } = settings.runtime.timers.deadline(Infinity, settings.lifetime, giveUp);
    this.#isSending = true;
    const outcome = await delivery.send(parcel, signal);
    this.#isSending = false;
    cancel();
    return this.#ended(kept, parcel, outcome);
  }

  #ended(kept: Kept, parcel: Parcel, outcome: Outcome): number | undefined {
    const { delivery } = this.#options;
    const { payload } = kept;
    const { error, left, takenItems } = outcome;
    const isOver = error === undefined || left.length === 0;
    if (isOver) {
      if (error !== undefined) void delivery.failed(parcel, outcome, payload.items);
      kept.release();
      return this.#end(error);
    }
    const rest = merge(left);
    this.#leftItems = rest.items;
    const refused = payload.items - takenItems - rest.items;
    if (refused > 0) this.#refused(parcel, refused, outcome);
    this.#keep(kept, rest);
    return this.#hold(error, rest.items);
  }

  /** What is left is all that is sent again. After the end of the process it is the whole record: refused once more. */
  #refused({ payload, coverage }: Parcel, items: number, outcome: Outcome): void {
    const { delivery, isStopping } = this.#options;
    delivery.counters.failed(payload.signal, items, outcome.error, items);
    if (!isStopping()) void delivery.letters.keep(refusedIn(outcome), coverage);
  }

  /** What was taken is not sent again. While the collector stops, the disk alone keeps it. */
  #keep(kept: Kept, rest: Payload): void {
    const { settings, isStopping } = this.#options;
    kept.release();
    if (!isStopping()) this.#record.kept = { payload: rest, release: settings.memory.hold(rest) };
  }

  #hold(error: unknown, items: number): number {
    const { settings, delivery, isStopping } = this.#options;
    const waitMs = this.#wait.next(error);
    if (isStopping()) return waitMs;
    const reason = isCollectorError(error) && error.kind !== "gap" ? error.kind : "bug";
    settings.instruments.queue_held_requests.record(1, { reason });
    delivery.log.held(error, items, waitMs);
    this.#isHeld = true;
    const mayPass = reason === "retryable" || reason === "refused";
    settings.reportStatus({ state: mayPass ? "recoverable_error" : "permanent_error", part: this.#part, error });
    return waitMs;
  }

  #end(error: unknown): undefined {
    if (this.#isHeld) this.#options.settings.reportStatus({ state: "ok", part: this.#part });
    this.#options.onEnd(this.#record, error);
  }

  get #part(): string {
    const { receiver, loop, pass } = this.#record.head.coverage!;
    return ["queue", this.#options.signal, receiver, loop, ...(pass === "" ? [] : [pass])].join(" ");
  }
}
