import type { Signal } from "@genai-collector/component";
import type { MetricFamily, MetricRegistry, MetricSpec } from "../telemetry/metric-registry.ts";
import { sharedExporterMetrics } from "../telemetry/shared-exporter-metrics.ts";
import { itemsOf, itemWords, signals } from "../telemetry/signal-items.ts";

type BySignal = Readonly<Record<Signal, MetricFamily<"counter">>>;

/** The metrics of exporters' queues, under otelcol's names. */
export class ExportMetrics {
  readonly enqueueFailed: BySignal;
  readonly inFlight: MetricFamily<"gauge">;
  readonly queueSize: MetricFamily<"gauge">;
  readonly queueCapacity: MetricFamily<"gauge">;
  readonly enqueueSize: MetricFamily<"histogram">;
  readonly enqueueBytes: MetricFamily<"histogram">;
  readonly batchSize: MetricFamily<"histogram">;
  readonly batchBytes: MetricFamily<"histogram">;
  readonly #registry: MetricRegistry;

  constructor(registry: MetricRegistry) {
    this.#registry = registry;
    const counters = signals.map((signal) => {
      const doc = `Number of ${itemWords[signal]} that the sending queue had no room for.`;
      return [signal, registry.counter(specOf(`enqueue_failed_${itemsOf[signal]}`, doc))] as const;
    });
    this.enqueueFailed = Object.fromEntries(counters) as BySignal;
    this.inFlight = registry.gauge(specOf("in_flight_requests", "Requests under way, waits to try again included."));
    this.queueSize = registry.gauge(specOf("queue_size", "What is in the sending queue, in the unit of its sizer."));
    this.queueCapacity = registry.gauge(
      specOf("queue_capacity", "What fits into the sending queue, in the unit of its sizer."),
    );
    this.enqueueSize = registry.histogram(specOf("enqueue_size", "Items of requests that were queued."));
    this.enqueueBytes = registry.histogram(specOf("enqueue_size_bytes", "Bytes of requests that were queued."));
    this.batchSize = registry.histogram(specOf("queue_batch_send_size", "Items of batches that were sent."));
    this.batchBytes = registry.histogram(specOf("queue_batch_send_size_bytes", "Bytes of batches that were sent."));
  }

  /** Whether what is only published at the highest level is worth recording. */
  get isDetailed(): boolean {
    return this.#registry.level === "detailed";
  }

  /** Runs `observe` whenever metrics are collected. */
  onCollect(observe: () => void): void {
    this.#registry.onCollect(observe);
  }
}

function specOf(name: string, sentence: string): MetricSpec {
  return { name: `otelcol_exporter_${name}`, unit: sharedExporterMetrics.get(name)!, doc: `${sentence} [Alpha]` };
}
