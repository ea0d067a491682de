import type { Scenario } from "./scenario.ts";
import type { Promised } from "./violations.ts";

/** What a story is made of, as far as it can be left out. */
export interface Shrinkable {
  readonly scenario: Scenario;
  /** When each event comes, in hours, in the order of their numbers. */
  readonly at: readonly number[];
  /** What has to stay broken. */
  readonly promise: Promised;
  /** Which promise a shorter one breaks first. */
  play(scenario: Scenario): Promise<Promised | undefined>;
  /** Most stories that are played for it. */
  readonly most: number;
}

/**
 * The same scenario with as few events as break the same promise: leaves out halves, quarters and so on, and at last
 * single ones (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002), then lets peace come as
 * early as it may.
 */
export async function shrink({ scenario, at, promise, play, most }: Shrinkable): Promise<Scenario> {
  let left = most;
  const breaks = async (shorter: Scenario): Promise<boolean> => left-- > 0 && (await play(shorter)) === promise;
  let kept = scenario.only ?? at.map((_, index) => index + 1);
  for (let size = Math.ceil(kept.length / 2); size >= 1 && kept.length > 0;) {
    let isShorter = false;
    for (let from = 0; from < kept.length;) {
      const without = kept.toSpliced(from, size);
      if (await breaks({ ...scenario, only: without })) {
        kept = without;
        isShorter = true;
      } else from += size;
    }
    if (size === 1 && !isShorter) break;
    size = Math.max(1, Math.floor(size / 2));
    if (left <= 0) break;
  }
  const shortest = { ...scenario, only: kept };
  const last = Math.max(0, ...kept.map((number) => at[number - 1]!));
  const early = { ...shortest, until: Math.min(scenario.hours, Math.ceil((last + 0.5) * 10) / 10) };
  return (await breaks(early)) ? early : shortest;
}
