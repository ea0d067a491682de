import {
  CollectorError,
  combineErrors,
  isCollectorError,
  type BatchContext,
  type Consumer,
  type Coverage,
  type Logs,
  type Metrics,
  type Payload,
  type Settings,
  type Traces,
} from "@genai-collector/component";
import { validateRange } from "@genai-collector/pdata";
import { countUnknownFields } from "@genai-collector/pdata/wire";
import { CardinalityBudget } from "./cardinality-budget.ts";
import { allowedLabels, type GuardConfig } from "./config.ts";
import { guardPolledLogs } from "./guard-polled-logs.ts";
import { guardPolledMetrics } from "./guard-polled-metrics.ts";
import { guardPushedLogs } from "./guard-pushed-logs.ts";
import { guardPushedMetrics } from "./guard-pushed-metrics.ts";
import { guardPushedTraces } from "./guard-pushed-traces.ts";
import type { PolledPolicy } from "./polled-policy.ts";
import type { PushedPolicy } from "./pushed-policy.ts";
import { Releases } from "./releases.ts";
import type { GuardInstruments } from "./telemetry.ts";

/** What can be decoded, and what is told of the rest. */
interface Readable<P> {
  readonly readable: P;
  readonly lost?: CollectorError;
}

/** Two policies by origin: what a platform said is allow-listed, what an application pushed is stripped. */
export class GuardProcessor<P extends Payload> implements Consumer<P> {
  readonly #settings: Settings<GuardInstruments>;
  readonly #next: Consumer<P>;
  readonly #polled: PolledPolicy;
  readonly #pushed: PushedPolicy;
  readonly #releases: Releases;

  /** Throws where a polling loop of this pipeline releases content. */
  constructor(settings: Settings<GuardInstruments>, config: GuardConfig, next: Consumer<P>) {
    this.#settings = settings;
    this.#next = next;
    this.#releases = new Releases(settings.paths);
    const { clock } = settings.runtime;
    const budget = new CardinalityBudget(config.cardinality_budget, config.budget_age, clock);
    const { instruments: recorders, books } = settings;
    this.#pushed = { budget, recorders, books, dropBodies: config.bodies === "drop" };
    this.#polled = {
      budget,
      recorders,
      books,
      allowed: allowedLabels(config),
      maxPointsPerMinute: config.max_points_per_minute,
      maxStreamLabelKeys: config.max_stream_label_keys,
    };
  }

  async consume(payload: P, context: BatchContext): Promise<void> {
    const { readable, lost } = this.#readableOrReturned(payload, context);
    this.#guard(readable, context.coverage);
    try {
      // Data that is not settled may be empty: whoever settles it must hear of it all the same.
      if (readable.items > 0 || context.unsettled !== undefined) await this.#next.consume(readable, context);
    } catch (error) {
      throw lost === undefined ? error : combineErrors([lost, error]);
    }
    if (lost !== undefined) throw lost;
  }

  /** Nothing is handed on where it throws: the sender hears of all of it. */
  #readableOrReturned(payload: P, context: BatchContext): Readable<P> {
    const { items } = payload;
    try {
      return this.#readable(payload, context);
    } catch (error) {
      this.#settings.books.returned(payload.signal, items, "malformed");
      throw error;
    }
  }

  /**
   * What can be decoded, and what is told of the rest. Polled bytes are our own: if they are bad, all of them are held.
   * Of pushed ones, one client's bad bytes must not cost another client's data.
   */
  #readable(payload: P, { coverage }: BatchContext): Readable<P> {
    try {
      this.#decode(payload);
      return { readable: payload };
    } catch (error) {
      if (!isCollectorError(error) || error.kind !== "malformed" || coverage !== undefined) throw error;
      const readable = payload.filter(({ bytes }) => isValid(payload, bytes));
      const items = payload.items - readable.items;
      if (readable.encoded().length === 0 || items === 0) throw error;
      this.#decode(readable);
      this.#dropMalformed(payload, items);
      const rejected = [{ items, reason: "malformed" }];
      return {
        readable,
        lost: new CollectorError("GUARD_MALFORMED", error.message, { kind: "gap", cause: error, rejected }),
      };
    }
  }

  /** Decoding leaves unknown fields behind: nothing that nobody looked at goes on. */
  #decode(payload: P): void {
    let unknown = 0;
    for (const range of payload.encoded()) unknown += countUnknownFields(payload.signal, range.bytes);
    const { items } = payload;
    payload.takeDecoded();
    // Of data that a metric has twice, the decoder keeps the last.
    if (payload.items < items) this.#dropMalformed(payload, items - payload.items);
    if (unknown > 0) this.#settings.instruments.unknown_fields.record(unknown);
  }

  #dropMalformed({ signal }: P, items: number): void {
    this.#settings.instruments.dropped.record(items, { reason: "malformed" });
    this.#settings.books.dropped(signal, items, "malformed");
  }

  #guard(payload: Payload, coverage: Coverage | undefined): void {
    switch (payload.signal) {
      case "metrics": {
        const data = (payload as Metrics).takeDecoded();
        if (coverage === undefined) guardPushedMetrics(data, this.#pushed);
        else guardPolledMetrics(data, this.#polled);
        return;
      }
      case "logs": {
        const data = (payload as Logs).takeDecoded();
        if (coverage === undefined) guardPushedLogs(data, this.#pushed);
        else guardPolledLogs(data, this.#polled, { coverage, released: this.#releases.of(coverage) });
        return;
      }
      case "traces":
        // No platform's answers are made into spans by `polling`; whatever is, holds no content either.
        guardPushedTraces((payload as Traces).takeDecoded(), this.#pushed);
    }
  }
}

function isValid({ signal }: Payload, bytes: Uint8Array): boolean {
  try {
    validateRange(signal, bytes);
    return true;
  } catch {
    // What is wrong with it has been said by the decoder.
    return false;
  }
}
