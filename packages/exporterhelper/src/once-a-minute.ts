import type { Clock } from "@genai-collector/component";

const againMs = 60_000;

/** When something was told, and how often it came since. */
interface Told {
  readonly at: number;
  since: number;
}

/** What goes on is told when it begins, and again once a minute, with how often it came since. */
export class OnceAMinute {
  readonly #clock: Clock;
  readonly #told = new Map<string, Told>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `what` came again. Returns what belongs to a line about it, or undefined where it is not to be told now. */
  turn(what: string): { readonly untold?: number } | undefined {
    const now = this.#clock.monotonic();
    const last = this.#told.get(what);
    if (last !== undefined && now - last.at < againMs) {
      last.since++;
      return undefined;
    }
    this.#told.set(what, { at: now, since: 0 });
    return last === undefined || last.since === 0 ? {} : { untold: last.since };
  }

  /** It is over: what comes next is told anew. */
  forget(): void {
    this.#told.clear();
  }
}
