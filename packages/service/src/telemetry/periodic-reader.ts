import type { Logger, Metrics, Timers } from "@genai-collector/component";
import type { MetricExporter } from "./metric-exporter.ts";

export interface PeriodicReaderOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly exporter: MetricExporter;
  /** Reads the metrics, once for each export. */
  read(): Promise<Metrics>;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** Exports at an interval, one at a time, and once more when it stops. */
export class PeriodicReader {
  readonly #options: PeriodicReaderOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #failures = 0;

  constructor(options: PeriodicReaderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Sends what was counted since the last export, until `signal` fires. */
  async shutdown(signal: AbortSignal): Promise<void> {
    if (this.#running === undefined) return;
    this.#stop.abort();
    await this.#running;
    this.#running = undefined;
    await this.#export(signal);
    await this.#options.exporter.close();
  }

  async #run(): Promise<void> {
    const { timers, intervalMs } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // Rejects when it is stopped, and only then.
      await timers.sleep(intervalMs, signal).catch(() => undefined);
      if (!signal.aborted) await this.#export(signal);
    }
  }

  /** Never rejects: cumulative sums that were not sent are in the next export. */
  async #export(signal: AbortSignal): Promise<void> {
    const { exporter, read, timers, timeoutMs, logger } = this.#options;
    const deadline = timers.deadline(timeoutMs, signal);
    try {
      await exporter.export(await read(), deadline.signal);
      if (this.#failures > 0) logger.info({ failures: this.#failures }, "Own metrics are exported again");
      this.#failures = 0;
    } catch (error) {
      // The last export, on shutdown, sends what this one could not.
      if (signal === this.#stop.signal && signal.aborted) return;
      this.#failures++;
      if (this.#failures === 1) logger.warn({ error }, "Cannot export own metrics");
    } finally {
      deadline.cancel();
    }
  }
}
