import {
  CollectorError,
  deadLetters,
  provide,
  type Component,
  type DeadLetter,
  type DeadLetters,
  type Host,
  type Provided,
  type Settings,
} from "@genai-collector/component";
import type { DeadLetterConfig } from "./config.ts";
import { workerFolder } from "./file-names.ts";
import { LetterMeter } from "./letter-meter.ts";
import { LetterStore, unusable } from "./letter-store.ts";
import type { DeadLetterInstruments } from "./telemetry.ts";

/** Keeps what sinks refuse for good, in files: a folder for each worker. */
export class DeadLetterExtension implements Component, DeadLetters {
  readonly provided: readonly Provided[];
  readonly #folder: string;
  readonly #store: LetterStore;
  readonly #meter: LetterMeter;
  #isRunning = false;

  constructor(settings: Settings<DeadLetterInstruments>, config: DeadLetterConfig) {
    const { runtime, memory, logger, worker } = settings;
    this.provided = [provide(deadLetters, this)];
    this.#folder = workerFolder(config.directory, worker.index);
    this.#meter = new LetterMeter(settings.instruments, logger);
    const maxBytes = Math.floor(config.max_size / worker.count);
    this.#store = new LetterStore({
      runtime,
      memory,
      logger,
      meter: this.#meter,
      folder: this.#folder,
      maxBytes,
      maxFileBytes: Math.min(config.max_file_size, Math.floor(maxBytes / 2)),
      dropsOldest: config.when_full === "drop_oldest",
    });
  }

  /** Rejects where the folder cannot be used, or is another collector's; not where the disk is full. */
  async start(_host: Host): Promise<void> {
    try {
      await this.#store.open();
    } catch (error) {
      throw error instanceof CollectorError ? error : unusable(this.#folder, error);
    }
    this.#isRunning = true;
  }

  async keep(letter: DeadLetter): Promise<boolean> {
    if (this.#isRunning) return this.#store.keep(letter);
    this.#meter.dropped("closed", 1, letter.payload.items);
    return false;
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    await this.#store.close(signal);
  }
}
