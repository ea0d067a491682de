import type { Beat } from "../status/beats.ts";
import type { Counter, Gauge } from "./instruments.ts";
import type { MetricFamily, MetricRegistry } from "./metric-registry.ts";

type Direction = "forward" | "backward";

/** What the pulse measures. Every series is there from the start, so that a first time is an increase. */
export class PulseMetrics {
  readonly stall: Gauge;
  readonly stalls: Counter;
  readonly #steps: MetricFamily<"counter">;
  readonly #stepped: MetricFamily<"counter">;
  readonly #overdue: MetricFamily<"gauge">;

  constructor(registry: MetricRegistry) {
    this.stall = registry
      .gauge({
        name: "otelcol_process_event_loop_stall",
        unit: "s",
        doc: "Longest time within the last minute for which the process did nothing that was due. [Alpha]",
        combine: "max",
      })
      .with({});
    this.stalls = registry
      .counter({
        name: "otelcol_process_event_loop_stalls",
        unit: "{stall}",
        doc: "Times that the process did nothing that was due for more than a second. [Alpha]",
      })
      .with({});
    // All processes of a collector see the same clock.
    this.#steps = registry.counter({
      name: "otelcol_process_clock_steps",
      unit: "{step}",
      doc: "Times that the machine's wall clock was set, or the machine slept. [Alpha]",
      combine: "max",
    });
    this.#stepped = registry.counter({
      name: "otelcol_process_clock_stepped",
      unit: "s",
      doc: "By how much the wall clock was set, all times together. [Alpha]",
      combine: "max",
    });
    this.#overdue = registry.gauge({
      name: "otelcol_part_overdue",
      unit: "1",
      doc: "1 while a part of a component has been silent for longer than it said: it is stuck. [Alpha]",
      combine: "max",
    });
    for (const direction of ["forward", "backward"] as const) this.#stepCounters(direction);
  }

  /** Milliseconds; negative: back. */
  stepped(ms: number): void {
    const { steps, stepped } = this.#stepCounters(ms > 0 ? "forward" : "backward");
    steps.add(1);
    stepped.add(Math.abs(ms) / 1_000);
  }

  overdue({ kind, id, part }: Pick<Beat, "kind" | "id" | "part">): Gauge {
    return this.#overdue.with({ [kind]: id, part });
  }

  #stepCounters(direction: Direction): { readonly steps: Counter; readonly stepped: Counter } {
    return { steps: this.#steps.with({ direction }), stepped: this.#stepped.with({ direction }) };
  }
}
