import type { Settings, Signal } from "@genai-collector/component";

const againMs = 60_000;

/** A warning that may have cause with every answer: told once a minute for each signal. */
export class SparingWarning {
  readonly #settings: Pick<Settings, "runtime" | "logger">;
  readonly #message: string;
  readonly #toldAt = new Map<Signal, number>();

  constructor(settings: Pick<Settings, "runtime" | "logger">, message: string) {
    this.#settings = settings;
    this.#message = message;
  }

  tell(signal: Signal, data: Readonly<Record<string, unknown>>): void {
    const now = this.#settings.runtime.clock.monotonic();
    if (now - (this.#toldAt.get(signal) ?? -Infinity) < againMs) return;
    this.#toldAt.set(signal, now);
    this.#settings.logger.warn(data, this.#message);
  }
}
