import type { ComponentId, Signal } from "@genai-collector/component";
import type { Counter } from "../telemetry/instruments.ts";
import type { MetricAttributes, MetricFamily, MetricRegistry } from "../telemetry/metric-registry.ts";
import { itemsOf, itemWords, signals } from "../telemetry/signal-items.ts";

type BySignal = Readonly<Record<Signal, MetricFamily<"counter">>>;

/** The counters that the service keeps for every component, under otelcol's names. */
export class PipelineMetrics {
  readonly #accepted: BySignal;
  readonly #refused: BySignal;
  readonly #sent: BySignal;
  readonly #sendFailed: BySignal;
  readonly #incoming: MetricFamily<"counter">;
  readonly #outgoing: MetricFamily<"counter">;

  constructor(registry: MetricRegistry) {
    const bySignal = (name: string, sentence: string): BySignal =>
      Object.fromEntries(
        signals.map((signal) => [
          signal,
          registry.counter({
            name: `otelcol_${name}_${itemsOf[signal]}`,
            unit: `{${itemsOf[signal]}}`,
            doc: `Number of ${itemWords[signal]} ${sentence} [Alpha]`,
          }),
        ]),
      ) as BySignal;
    const items = (name: string, doc: string): MetricFamily<"counter"> =>
      registry.counter({ name: `otelcol_processor_${name}`, unit: "{item}", doc: `${doc} [Alpha]` });
    this.#accepted = bySignal("receiver_accepted", "that the pipelines took from the receiver.");
    this.#refused = bySignal("receiver_refused", "that the pipelines did not take from the receiver.");
    this.#sent = bySignal("exporter_sent", "that the destination took.");
    this.#sendFailed = bySignal("exporter_send_failed", "that the destination did not take.");
    this.#incoming = items("incoming_items", "Number of items that were handed to the processor.");
    this.#outgoing = items("outgoing_items", "Number of items that the processor handed on.");
  }

  accepted(signal: Signal, receiver: ComponentId, transport: string): Counter {
    return this.#accepted[signal].with(transport === "" ? { receiver } : { receiver, transport });
  }

  refused(signal: Signal, receiver: ComponentId, transport: string): Counter {
    return this.#refused[signal].with(transport === "" ? { receiver } : { receiver, transport });
  }

  /** `attributes`: where it was sent. */
  sent(signal: Signal, exporter: ComponentId, attributes: MetricAttributes = {}): Counter {
    return this.#sent[signal].with({ ...attributes, exporter });
  }

  /** `attributes`: where it was sent, and what is known of the failure, from closed lists. */
  sendFailed(signal: Signal, exporter: ComponentId, attributes: MetricAttributes = {}): Counter {
    return this.#sendFailed[signal].with({ ...attributes, exporter });
  }

  incoming(signal: Signal, processor: ComponentId): Counter {
    return this.#incoming.with({ processor, "otel.signal": signal });
  }

  outgoing(signal: Signal, processor: ComponentId): Counter {
    return this.#outgoing.with({ processor, "otel.signal": signal });
  }
}
