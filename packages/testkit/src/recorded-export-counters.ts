import type { ExportCounters, Signal } from "@genai-collector/component";

/** What an exporter that counts by itself says of one signal. */
interface SignalCounts {
  sent: number;
  failed: number;
  enqueueFailed: number;
  restored: number;
  readonly walks: (() => number)[];
}

/** What an exporter told of what it sends and holds, for tests. */
export class RecordedExportCounters implements ExportCounters {
  readonly #signals = new Map<Signal, SignalCounts>();

  /** What became of items, and what the exporter holds now. Together they are what came in and what it restored. */
  of(signal: Signal): Omit<SignalCounts, "walks"> & { readonly held: number } {
    const { walks, ...counts } = this.#of(signal);
    return { ...counts, held: walks.reduce((sum, walk) => sum + walk(), 0) };
  }

  sent(signal: Signal, items: number): void {
    this.#of(signal).sent += items;
  }

  failed(signal: Signal, items: number): void {
    this.#of(signal).failed += items;
  }

  enqueueFailed(signal: Signal, items: number): void {
    this.#of(signal).enqueueFailed += items;
  }

  restored(signal: Signal, items: number): void {
    this.#of(signal).restored += items;
  }

  holds(signal: Signal, walk: () => number): void {
    this.#of(signal).walks.push(walk);
  }

  enqueued(): void {}

  batched(): void {}

  inFlight(): void {}

  queue(): void {}

  #of(signal: Signal): SignalCounts {
    let counts = this.#signals.get(signal);
    if (counts === undefined) {
      counts = { sent: 0, failed: 0, enqueueFailed: 0, restored: 0, walks: [] };
      this.#signals.set(signal, counts);
    }
    return counts;
  }
}
