import type { Settings } from "@genai-collector/component";
import { degradedMs, longestWaitMs } from "./cadence.ts";
import type { LoopBase } from "./loop.ts";
import { deadlineOf } from "./poll.ts";

/** For a machine that is slow, and timers that are late. */
const slackMs = 60_000;
/** For what was begun in a term to end once the term is over: everything has been told to. */
const finishMs = 300_000;

/**
 * The signs of life of one loop. Each attempt to tick is one, whatever comes of it: a vendor, a sink or a store that is
 * down, a key that is refused and a pipeline that takes nothing keep no loop from trying. Each loop has its own limit, so
 * that one that works never hides one that is stuck.
 */
export class LoopBeat {
  readonly #settings: Pick<Settings, "beat">;
  readonly #loop: string;
  readonly #withinMs: number;

  constructor(settings: Pick<Settings, "beat">, loop: LoopBase) {
    this.#settings = settings;
    this.#loop = loop.name;
    this.#withinMs = longestWaitMs(loop.cadenceMs) + deadlineOf(loop) + slackMs;
  }

  /** It tries, and will again at its cadence. */
  ticked(): void {
    this.#settings.beat?.(this.#loop, this.#withinMs);
  }

  /** It waits as a degraded part does, and then begins again. */
  waits(): void {
    this.#settings.beat?.(this.#loop, degradedMs + this.#withinMs);
  }

  /** The term is over: what is under way ends soon. Stuck here, this process would never lead again. */
  finishes(): void {
    this.#settings.beat?.(this.#loop, finishMs);
  }

  /** Another process runs it, or none: nothing is to be heard of it. */
  ended(): void {
    this.#settings.beat?.(this.#loop, Infinity);
  }
}
