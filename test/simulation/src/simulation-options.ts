import type { Setup } from "./setup.ts";
import type { Story } from "./story.ts";
import type { Aim } from "./trouble.ts";

/** What is to be simulated. */
export interface SimulationOptions {
  readonly seed: number;
  readonly hours: number;
  /** What goes wrong; drawn from the seed when absent. */
  readonly story?: Story;
  /** Wins over the story's. */
  readonly setup?: Partial<Setup>;
  /** How many times as rare troubles are as in a usual story. */
  readonly rarer?: number;
  /** At least so many troubles. */
  readonly leastEvents?: number;
  /** Troubles that the story has to have. */
  readonly aims?: readonly Aim[];
  /** The numbers of the events that happen, from 1; absent: all. */
  readonly only?: readonly number[];
  /** Peace comes so early, in hours; absent: at the end of the story. */
  readonly until?: number;
  /** Mean requests a minute at the platform. */
  readonly requestsPerMinute?: number;
  /** How long every answer of the platform takes, in milliseconds. */
  readonly platformDelayMs?: number;
  /** The latest that a request shows after it was made, in milliseconds. */
  readonly maxIngestionMs?: number;
  /** Factories that take the place of those with their type: broken ones, to see that it is found. */
  readonly instead?: readonly object[];
  /** Told what happens, for people. */
  readonly tell?: (at: number, what: string) => void;
}

/** Stories up to this length are packed densely, and need less peace. */
export const shortHours = 3;
const leastEvents = 8;

/** With as many troubles as a story of such a length is to have. */
export function withLeast(options: SimulationOptions): SimulationOptions {
  const { seed, hours, rarer = 1, aims } = options;
  const isShort = hours >= 1 && hours <= shortHours && rarer === 1;
  // While anything is wrong, delays are excused: a quieter story shows them.
  const isDense = isShort && (aims !== undefined || seed % 2 === 1);
  return { ...options, leastEvents: options.leastEvents ?? (isDense ? leastEvents : 0) };
}
