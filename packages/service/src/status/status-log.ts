import type { Logger } from "@genai-collector/component";
import type { StatusChange } from "./component-status.ts";
import type { StatusState } from "./status-state.ts";

/**
 * Logs how a component is doing: the first occurrence of a condition, not its repetitions, and the recovery with how
 * often it was reported in between.
 */
export class StatusLog {
  readonly #logger: Logger;
  #failing: StatusState | undefined;
  #reports = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  changed({ state, error, part }: Omit<StatusChange, "parts">): void {
    const about = part === undefined ? {} : { part };
    if (state === "ok") {
      if (this.#failing !== undefined)
        this.#logger.info({ ...about, reports: this.#reports }, "Component has recovered");
      this.#failing = undefined;
      this.#reports = 0;
      return;
    }
    if (state !== "recoverable_error" && state !== "permanent_error" && state !== "fatal_error") return;
    this.#reports++;
    if (this.#failing === state) return;
    this.#failing = state;
    const data = error === undefined ? about : { ...about, error };
    if (state === "recoverable_error") this.#logger.warn(data, "Component has a problem that may pass");
    else if (state === "permanent_error") this.#logger.error(data, "Component has a problem that needs a human");
    else this.#logger.error(data, "Component has a problem that ends the collector");
  }
}
