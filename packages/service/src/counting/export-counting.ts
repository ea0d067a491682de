import type { ComponentId, ExportCounters, ExportTarget, Signal } from "@genai-collector/component";
import type { ComponentBooks } from "../ledger/component-books.ts";
import type { ItemEntries } from "../ledger/item-entries.ts";
import { reasonOf } from "../ledger/reason-of.ts";
import type { Counter, Gauge, Histogram } from "../telemetry/instruments.ts";
import type { MetricAttributes } from "../telemetry/metric-registry.ts";
import { exportErrorAttributes } from "./export-error-attributes.ts";
import type { ExportMetrics } from "./export-metrics.ts";
import type { PipelineMetrics } from "./pipeline-metrics.ts";

/** The series of one signal that every exporter has. */
interface Series {
  readonly sent: Counter;
  readonly failed: Counter;
  readonly enqueueFailed: Counter;
  readonly inFlight: Gauge;
  readonly entries: ItemEntries;
}

/** otelcol's counters of one exporter that counts its own sends. */
export class ExportCounting implements ExportCounters {
  readonly #pipelines: PipelineMetrics;
  readonly #metrics: ExportMetrics;
  readonly #exporter: ComponentId;
  readonly #target: (signal: Signal) => ExportTarget;
  readonly #books: ComponentBooks;
  readonly #series = new Map<Signal, Series>();

  /** `signals`: what is counted from the start, at 0. `target`: labels of what is sent. */
  constructor(
    pipelines: PipelineMetrics,
    metrics: ExportMetrics,
    exporter: ComponentId,
    signals: Iterable<Signal>,
    books: ComponentBooks,
    target: (signal: Signal) => ExportTarget = () => ({}),
  ) {
    this.#pipelines = pipelines;
    this.#metrics = metrics;
    this.#exporter = exporter;
    this.#target = target;
    this.#books = books;
    for (const signal of signals) this.#of(signal);
  }

  sent(signal: Signal, items: number): void {
    const { sent, entries } = this.#of(signal);
    sent.add(items);
    entries.sent += items;
    this.#books.changed();
  }

  failed(signal: Signal, items: number, error: unknown, unansweredItems: number = 0): void {
    const dropped = Math.min(items, unansweredItems);
    this.#books.dropped(signal, dropped, reasonOf(error));
    this.#books.returned(signal, items - dropped, reasonOf(error));
    if (!this.#metrics.isDetailed) this.#of(signal).failed.add(items);
    else this.#failedOf(signal, exportErrorAttributes(error)).add(items);
  }

  enqueueFailed(signal: Signal, items: number, error?: unknown): void {
    this.#books.returned(signal, items, error === undefined ? "refused" : reasonOf(error));
    this.#of(signal).enqueueFailed.add(items);
  }

  enqueued(signal: Signal, items: number, bytes: number): void {
    this.#record(signal, items, bytes, "enqueueSize", "enqueueBytes");
  }

  batched(signal: Signal, items: number, bytes: number): void {
    this.#record(signal, items, bytes, "batchSize", "batchBytes");
  }

  inFlight(signal: Signal, change: 1 | -1): void {
    this.#of(signal).inFlight.add(change);
  }

  queue(signal: Signal, read: () => { readonly size: number; readonly capacity: number }): void {
    const { queueSize, queueCapacity } = this.#metrics;
    const attributes = this.#attributes(signal);
    const [sizes, capacities] = [queueSize.with(attributes), queueCapacity.with(attributes)];
    this.#metrics.onCollect(() => {
      const { size, capacity } = read();
      sizes.set(size);
      capacities.set(capacity);
    });
  }

  restored(signal: Signal, items: number): void {
    this.#books.of(signal).restored += items;
    this.#books.changed();
  }

  holds(signal: Signal, walk: () => number, place: "memory" | "disk"): void {
    const { inMemory, onDisk } = this.#books.of(signal);
    (place === "disk" ? onDisk : inMemory).add(walk);
  }

  #record(
    signal: Signal,
    items: number,
    bytes: number,
    sizes: "enqueueSize" | "batchSize",
    lengths: "enqueueBytes" | "batchBytes",
  ): void {
    if (!this.#metrics.isDetailed) return;
    const attributes = this.#attributes(signal);
    const [size, length]: readonly Histogram[] = [
      this.#metrics[sizes].with(attributes),
      this.#metrics[lengths].with(attributes),
    ];
    size!.record(items);
    length!.record(bytes);
  }

  #of(signal: Signal): Series {
    const known = this.#series.get(signal);
    if (known !== undefined) return known;
    const series = {
      sent: this.#pipelines.sent(signal, this.#exporter, this.#target(signal)),
      failed: this.#failedOf(signal, {}),
      enqueueFailed: this.#metrics.enqueueFailed[signal].with({ exporter: this.#exporter }),
      inFlight: this.#metrics.inFlight.with(this.#attributes(signal)),
      entries: this.#books.of(signal),
    };
    this.#series.set(signal, series);
    return series;
  }

  #failedOf(signal: Signal, error: MetricAttributes): Counter {
    return this.#pipelines.sendFailed(signal, this.#exporter, { ...error, ...this.#target(signal) });
  }

  #attributes(signal: Signal): { readonly exporter: ComponentId; readonly data_type: Signal } {
    return { exporter: this.#exporter, data_type: signal };
  }
}
