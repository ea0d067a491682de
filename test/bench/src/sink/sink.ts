import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { AskedProcess } from "../process/asked-process.ts";
import type { SinkTotals } from "./sink-counts.ts";
import type { SinkAnswer, SinkOptions, SinkQuestion } from "./sink-process.ts";

const file = fileURLToPath(new URL("sink-process.ts", import.meta.url));
const pauseMs = 10;

/** The sink's process, from outside. */
export class Sink implements AsyncDisposable {
  readonly #process: AskedProcess<SinkQuestion, SinkAnswer>;
  /** Where it listens on 127.0.0.1. */
  readonly port: number;

  private constructor(process: AskedProcess<SinkQuestion, SinkAnswer>, port: number) {
    this.#process = process;
    this.port = port;
  }

  /** Starts a sink; resolves when it listens. */
  static async start(options: SinkOptions): Promise<Sink> {
    const process = new AskedProcess<SinkQuestion, SinkAnswer>("sink", file);
    const { port } = await process.ask({ listen: options });
    return new Sink(process, port);
  }

  /** What it has taken until now. */
  async totals(): Promise<SinkTotals> {
    return (await this.#process.ask("totals")).totals;
  }

  /** Waits until it has taken so many items, and gives its totals then; after `timeoutMs`, whatever it has. */
  async totalsOnceAt(items: number, timeoutMs: number): Promise<SinkTotals> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const totals = await this.totals();
      if (totals.items >= items || performance.now() >= end) return totals;
      await sleep(pauseMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
