import type { Logger, Settings, Signal } from "@genai-collector/component";
import { OnceAMinute } from "../once-a-minute.ts";

/** A warning that may have cause with every answer: told once a minute for each signal. */
export class SparingWarning {
  readonly #logger: Logger;
  readonly #message: string;
  readonly #told: OnceAMinute;

  constructor({ runtime, logger }: Pick<Settings, "runtime" | "logger">, message: string) {
    this.#logger = logger;
    this.#message = message;
    this.#told = new OnceAMinute(runtime.clock);
  }

  tell(signal: Signal, data: Readonly<Record<string, unknown>>): void {
    if (this.#told.turn(signal) !== undefined) this.#logger.warn(data, this.#message);
  }
}
