import type { Instant } from "@genai-collector/component";

/** A release may be changed under us: what was refused is tried again so much later. */
const retryMs = 3_600_000;

/**
 * Which names are selected. One name that a release does not know refuses the whole query (422), so that there are
 * smaller selections to fall back to; the one that was accepted stands for an hour.
 */
export class SelectLadder {
  readonly #rungs: readonly (readonly string[])[];
  #rung = 0;
  #triedAt: Instant = 0;

  /** The largest selection first; each is sorted. */
  constructor(rungs: readonly (readonly string[])[]) {
    this.#rungs = rungs.map((rung) => [...new Set(rung)].toSorted());
  }

  names(now: Instant): readonly string[] {
    if (this.#rung > 0 && Math.abs(now - this.#triedAt) >= retryMs) this.#rung = 0;
    return this.#rungs[this.#rung]!;
  }

  /** Whether there is a smaller one. If not, the names are not what was refused, and all of them stand again. */
  refused(now: Instant): boolean {
    this.#triedAt = now;
    const isLast = this.#rung + 1 === this.#rungs.length;
    this.#rung = isLast ? 0 : this.#rung + 1;
    return !isLast;
  }

  /** Names that are not selected any more. */
  get left(): readonly string[] {
    const now = new Set(this.#rungs[this.#rung]);
    return this.#rungs[0]!.filter((name) => !now.has(name));
  }
}
