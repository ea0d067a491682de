import {
  isCollectorError,
  type ClientInfo,
  type Coverage,
  type ExportCounters,
  type Payload,
  type Range,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { exportAborted } from "./aborted.ts";
import type { DeadLetterBox } from "./dead-letters/dead-letter-box.ts";
import { isGap, lossesIfGap, lossesOf } from "./dead-letters/losses.ts";
import type { RangeOwner } from "./dead-letters/range-owner.ts";
import type { FailureLog } from "./failure-log.ts";
import type { Sender } from "./sender.ts";
import { LinkedList, type Linked } from "./linked-list.ts";
import { SendTally } from "./send-tally.ts";
import { recordRejected, type ExporterInstruments } from "./telemetry.ts";

/** What is sent. */
export interface Parcel {
  readonly payload: Payload;
  readonly coverage?: Coverage | undefined;
  readonly client?: ClientInfo | undefined;
}

/** How a request ended. */
export interface Outcome {
  /** Undefined where everything was taken. */
  readonly error: unknown;
  readonly takenItems: number;
  /** What was neither taken nor refused for good, in order. */
  readonly left: readonly Payload[];
  /** All that is known of what was not taken. */
  readonly tally: SendTally;
}

/** A request on its way. */
class UnderWay implements Linked<UnderWay> {
  previous: UnderWay | undefined;
  next: UnderWay | undefined;
  readonly payload: Payload;
  readonly tally: SendTally;

  constructor(payload: Payload, tally: SendTally) {
    this.payload = payload;
    this.tally = tally;
  }
}

/** Sends requests through the layers, and counts: what was taken at once, what was not when that is final. */
export class Delivery {
  readonly log: FailureLog;
  readonly counters: ExportCounters;
  readonly letters: DeadLetterBox;
  readonly #settings: Settings<ExporterInstruments>;
  readonly #sender: Sender;
  readonly #budgetMs: number;
  readonly #underWay = new LinkedList<UnderWay>();

  /** `budgetMs`: how long one request is tried again. */
  constructor(
    settings: Settings<ExporterInstruments>,
    counters: ExportCounters,
    log: FailureLog,
    letters: DeadLetterBox,
    sender: Sender,
    budgetMs: number,
  ) {
    this.#settings = settings;
    this.counters = counters;
    this.log = log;
    this.letters = letters;
    this.#sender = sender;
    this.#budgetMs = budgetMs;
  }

  /** What is being sent of a signal: of requests that were partly taken, what is left. */
  itemsUnderWay(signal: Signal): number {
    return this.#underWay.sum(({ payload, tally }) =>
      payload.signal === signal ? payload.items - tally.takenItems : 0,
    );
  }

  /** Never rejects. */
  async send(parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
    const { items, signal: kind } = parcel.payload;
    const tally = new SendTally((taken) => this.counters.sent(kind, taken));
    const underWay = new UnderWay(parcel.payload, tally);
    this.#underWay.add(underWay);
    const giveUpAt = this.#settings.runtime.clock.monotonic() + this.#budgetMs;
    this.counters.inFlight(kind, 1);
    let error: unknown;
    try {
      if (signal.aborted) throw exportAborted(signal, "before it was sent");
      await this.#sender.send({ ...parcel, giveUpAt, tally }, signal);
      this.log.worked();
    } catch (caught) {
      error = caught ?? new Error("a request was rejected without an error");
      if (isCollectorError(error)) recordRejected(this.#settings.instruments, error.rejected);
      // It failed before anything of it was sent, or in a transport that takes nothing apart.
      if (tally.isBlank) tally.failed(parcel.payload, error);
    }
    this.#underWay.remove(underWay);
    this.counters.inFlight(kind, -1);
    // Where no layer takes requests apart, nothing was told until now.
    if (error === undefined && tally.takenItems < items) this.counters.sent(kind, items - tally.takenItems);
    const takenItems = error === undefined ? items : tally.takenItems;
    return { error, takenItems, left: tally.left, tally };
  }

  /**
   * The outcome stands: what was not taken has failed. `unansweredItems`: of those whose senders do not wait; `owners`:
   * who sent what, where it was merged. Returns what resolves soon, at the latest when the lost items are kept as dead
   * letters, or could not be: undefined where nothing is to be kept.
   */
  failed(
    { payload, coverage }: Parcel,
    outcome: Outcome,
    unansweredItems: number,
    owners?: () => ReadonlyMap<Range, RangeOwner>,
  ): Promise<void> | undefined {
    const { error, takenItems } = outcome;
    const failed = payload.items - takenItems;
    const dropped = Math.min(failed, unansweredItems);
    this.counters.failed(payload.signal, failed, error, dropped);
    this.log.failed(error, { dropped, rejected: failed - dropped });
    if (!this.letters.isOpen) return undefined;
    const whose = unansweredItems >= payload.items ? "gone" : (owners?.() ?? "wait");
    for (const [owner, losses] of lossesIfGap(outcome, whose)) {
      owner.onAnswer((told) => void (isGap(told) ? this.letters.keep(losses, coverage) : undefined));
    }
    return this.letters.keep(lossesOf(outcome, whose), coverage);
  }
}
