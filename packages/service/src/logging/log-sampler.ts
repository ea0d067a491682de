import type { Clock } from "@genai-collector/component";

/** `service.telemetry.logs.sampling`. */
export interface LogSampling {
  readonly enabled: boolean;
  readonly tickMs: number;
  /** So many equal lines pass in each tick. */
  readonly initial: number;
  /** Then each so-manieth; 0: none. */
  readonly thereafter: number;
}

interface Seen {
  readonly until: number;
  lines: number;
  suppressed: number;
}

/** Most different lines that are told apart; what comes above takes the place of the oldest. */
const maxKeys = 4_096;

/** Lets equal lines pass as otelcol does: the first few of each tick, then each n-th. */
export class LogSampler {
  readonly #clock: Clock;
  readonly #sampling: LogSampling;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock, sampling: LogSampling) {
    this.#clock = clock;
    this.#sampling = sampling;
  }

  /** Undefined: leave it out. Else how many equal lines were left out since the last that passed. */
  pass(key: string): number | undefined {
    if (!this.#sampling.enabled) return 0;
    const seen = this.#current(key);
    seen.lines++;
    if (!this.#passes(seen.lines)) {
      seen.suppressed++;
      return undefined;
    }
    const { suppressed } = seen;
    seen.suppressed = 0;
    return suppressed;
  }

  #passes(line: number): boolean {
    const { initial, thereafter } = this.#sampling;
    return line <= initial || (thereafter > 0 && (line - initial) % thereafter === 0);
  }

  #current(key: string): Seen {
    const now = this.#clock.monotonic();
    const known = this.#seen.get(key);
    if (known !== undefined && now < known.until) return known;
    // A new tick starts anew, but what the last one left out is still told.
    const fresh = { until: now + this.#sampling.tickMs, lines: 0, suppressed: known?.suppressed ?? 0 };
    this.#seen.delete(key);
    if (this.#seen.size >= maxKeys) this.#seen.delete(this.#seen.keys().next().value!);
    this.#seen.set(key, fresh);
    return fresh;
  }
}
