import type { BatchContext, Consumer, Logs, Metrics, Payload, Settings, Traces } from "@genai-collector/component";
import { countUnknownFields } from "@genai-collector/pdata/wire";
import { CardinalityBudget } from "./cardinality-budget.ts";
import { allowedLabels, type GuardConfig } from "./config.ts";
import { guardPolledLogs, guardPolledMetrics, type PolledPolicy } from "./guard-polled.ts";
import { guardPushedLogs, guardPushedMetrics, guardPushedTraces, type PushedPolicy } from "./guard-pushed.ts";
import type { GuardInstruments } from "./telemetry.ts";

/** Two policies by origin: what a platform said is allow-listed, what an application pushed is stripped. */
export class GuardProcessor<P extends Payload> implements Consumer<P> {
  readonly #settings: Settings<GuardInstruments>;
  readonly #next: Consumer<P>;
  readonly #polled: PolledPolicy;
  readonly #pushed: PushedPolicy;

  constructor(settings: Settings<GuardInstruments>, config: GuardConfig, next: Consumer<P>) {
    this.#settings = settings;
    this.#next = next;
    const { clock } = settings.runtime;
    const budget = new CardinalityBudget(config.cardinality_budget, config.budget_age, clock);
    const recorders = settings.instruments;
    this.#pushed = { budget, recorders, dropBodies: config.bodies === "drop" };
    this.#polled = {
      budget,
      recorders,
      allowed: allowedLabels(config),
      maxPointsPerMinute: config.max_points_per_minute,
      maxStreamLabelKeys: config.max_stream_label_keys,
    };
  }

  async consume(payload: P, context: BatchContext): Promise<void> {
    this.#countUnknown(payload);
    this.#guard(payload, context.coverage !== undefined);
    // Data that is not settled may be empty: whoever settles it must hear of it all the same.
    if (payload.items > 0 || context.unsettled !== undefined) await this.#next.consume(payload, context);
  }

  /** Decoding leaves unknown fields behind: nothing that nobody looked at goes on. */
  #countUnknown(payload: P): void {
    let unknown = 0;
    for (const range of payload.encoded()) unknown += countUnknownFields(payload.signal, range.bytes);
    if (unknown > 0) this.#settings.instruments.unknown_fields.record(unknown);
  }

  #guard(payload: Payload, isPolled: boolean): void {
    switch (payload.signal) {
      case "metrics": {
        const data = (payload as Metrics).takeDecoded();
        if (isPolled) guardPolledMetrics(data, this.#polled);
        else guardPushedMetrics(data, this.#pushed);
        return;
      }
      case "logs": {
        const data = (payload as Logs).takeDecoded();
        if (isPolled) guardPolledLogs(data, this.#polled);
        else guardPushedLogs(data, this.#pushed);
        return;
      }
      case "traces":
        guardPushedTraces((payload as Traces).takeDecoded(), this.#pushed);
    }
  }
}
