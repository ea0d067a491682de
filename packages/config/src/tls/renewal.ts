import type { TlsSettings } from "./tls-settings.ts";

/**
 * Does something again and again, `everyMs` after it was done last. While it fails, that is logged once and reported as
 * a part of the component; what was there before stays.
 */
export class Renewal {
  readonly #settings: TlsSettings;
  readonly #part: string;
  readonly #everyMs: number;
  readonly #renew: () => Promise<boolean>;
  #cancel: (() => void) | undefined;
  #failures = 0;
  #isClosed = false;

  /** `renew` resolves with whether anything had changed. */
  constructor(settings: TlsSettings, part: string, everyMs: number, renew: () => Promise<boolean>) {
    this.#settings = settings;
    this.#part = part;
    this.#everyMs = everyMs;
    this.#renew = renew;
    this.#wait();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  #wait(): void {
    this.#cancel = this.#settings.runtime.timers.after(this.#everyMs, () => void this.#run());
  }

  async #run(): Promise<void> {
    try {
      const hasChanged = await this.#renew();
      if (!this.#isClosed) this.#succeeded(hasChanged);
    } catch (error) {
      if (!this.#isClosed) this.#failed(error);
    }
    if (!this.#isClosed) this.#wait();
  }

  #succeeded(hasChanged: boolean): void {
    if (hasChanged) this.#settings.logger.info({ part: this.#part }, "Read certificates again that have changed");
    if (this.#failures === 0) return;
    this.#settings.logger.info({ part: this.#part, failures: this.#failures }, "Certificates can be read again");
    this.#settings.reportStatus({ state: "ok", part: this.#part });
    this.#failures = 0;
  }

  #failed(error: unknown): void {
    if (this.#failures++ > 0) return;
    this.#settings.logger.warn({ err: error, part: this.#part }, "Cannot renew certificates: those read before stay");
    this.#settings.reportStatus({ state: "recoverable_error", part: this.#part, error });
  }
}
