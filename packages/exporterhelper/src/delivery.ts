import {
  isCollectorError,
  type ClientInfo,
  type Coverage,
  type ExportCounters,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import { exportAborted } from "./aborted.ts";
import type { FailureLog } from "./failure-log.ts";
import type { Sender } from "./sender.ts";
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
}

/** Sends requests through the layers, and counts: what was taken at once, what was not when that is final. */
export class Delivery {
  readonly log: FailureLog;
  readonly counters: ExportCounters;
  readonly #settings: Settings<ExporterInstruments>;
  readonly #sender: Sender;
  readonly #budgetMs: number;

  /** `budgetMs`: how long one request is tried again. */
  constructor(
    settings: Settings<ExporterInstruments>,
    counters: ExportCounters,
    log: FailureLog,
    sender: Sender,
    budgetMs: number,
  ) {
    this.#settings = settings;
    this.counters = counters;
    this.log = log;
    this.#sender = sender;
    this.#budgetMs = budgetMs;
  }

  /** Never rejects. */
  async send(parcel: Parcel, signal: AbortSignal): Promise<Outcome> {
    const { items, signal: kind } = parcel.payload;
    const tally = new SendTally();
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
    }
    this.counters.inFlight(kind, -1);
    const takenItems = error === undefined ? items : tally.takenItems;
    this.counters.sent(kind, takenItems);
    return { error, takenItems, left: leftOf(parcel.payload, error, tally) };
  }

  /** The outcome stands: what was not taken has failed. `unansweredItems`: of those whose senders do not wait. */
  failed({ payload }: Parcel, { error, takenItems }: Outcome, unansweredItems: number): void {
    const failed = payload.items - takenItems;
    this.counters.failed(payload.signal, failed, error);
    const dropped = Math.min(failed, unansweredItems);
    this.log.failed(error, { dropped, rejected: failed - dropped });
  }
}

/** What failed before anything of it was sent is left as a whole. */
function leftOf(payload: Payload, error: unknown, { left, takenItems }: SendTally): readonly Payload[] {
  const isGap = isCollectorError(error) && error.kind === "gap";
  const isUntold = left.length === 0 && takenItems === 0;
  return error !== undefined && !isGap && isUntold ? [payload] : left;
}
