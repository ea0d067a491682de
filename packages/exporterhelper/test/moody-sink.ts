import type { SeededRandom, World } from "@genai-collector/testkit";
import type { SendRequest } from "../src/sender.ts";
import { bodiesOf, failure, rejection } from "./scripted-sender.ts";

/** How often a sink does what, as parts of 1; what is left over it takes. */
export interface Moods {
  readonly busy: number;
  readonly misconfigured: number;
  readonly gap: number;
  readonly silent: number;
  /** More items than this are too many. */
  readonly mostItems: number;
}

/** A sink whose moods a seed decides. It outlives the processes that send to it, and knows every item by its body. */
export class MoodySink {
  /** Every taking, in order. */
  readonly taken: string[] = [];
  /** Will never be taken. */
  readonly refused = new Set<string>();
  /** Were in a request that failed. */
  readonly failed = new Set<string>();
  moods: Moods;
  readonly #world: World;
  readonly #random: SeededRandom;

  constructor(world: World, random: SeededRandom, moods: Moods) {
    this.#world = world;
    this.#random = random;
    this.moods = moods;
  }

  /** For the transport of one process. `isAlive`: false once it was killed; the sink may have its request all the same. */
  answerTo(isAlive: () => boolean) {
    return async (request: SendRequest, _number: number, signal: AbortSignal): Promise<unknown> => {
      const { moods } = this;
      const bodies = bodiesOf(request);
      const mood = this.#random.next();
      await Promise.race([this.#world.wait(this.#random.below(3_000)), aborted(signal)]);
      if (!isAlive()) {
        if (this.#random.chance(0.5)) this.taken.push(...bodies);
        return new Promise(() => undefined);
      }
      if (signal.aborted) return this.#fail(bodies, failure("SINK_ABORTED", "retryable"));
      if (bodies.length > moods.mostItems) return rejection("EXPORT_TOO_LARGE", request.payload, "payload_too_large");
      return this.#react(mood, request, bodies, signal);
    };
  }

  async #react(
    mood: number,
    { payload }: SendRequest,
    bodies: readonly string[],
    signal: AbortSignal,
  ): Promise<unknown> {
    const { busy, misconfigured, gap, silent } = this.moods;
    if (mood < busy) return this.#fail(bodies, failure("EXPORT_UNAVAILABLE", "retryable"));
    if (mood < busy + misconfigured) return this.#fail(bodies, failure("EXPORT_UNAUTHORIZED", "misconfigured"));
    if (mood < busy + misconfigured + gap) {
      for (const body of bodies) this.refused.add(body);
      return rejection("EXPORT_REJECTED_ITEMS", payload, "too_old");
    }
    if (mood < busy + misconfigured + gap + silent) {
      await aborted(signal);
      return this.#fail(bodies, failure("SINK_ABORTED", "retryable"));
    }
    this.taken.push(...bodies);
    return undefined;
  }

  #fail(bodies: readonly string[], error: unknown): unknown {
    for (const body of bodies) this.failed.add(body);
    return error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
