import type { Delivered, Expected } from "./items.ts";

/** A part of a configuration. */
export type Settings = Readonly<Record<string, unknown>>;

/** Where a simulated platform listens, as its program says. */
export interface Listening {
  readonly endpoint: string;
  /** Of Portkey: where links to exported files lead. */
  readonly objects: string;
}

/** What is put over a receiver's settings so that it polls the simulated platform, and quickly. */
export interface Change {
  readonly settings: Settings;
  /** What differs beside addresses and keys, in a few words each. */
  readonly told: readonly string[];
}

/** How far a run came. */
export interface RunFacts {
  /** When the collector was started, in milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** Where the checkpoint says that a loop stands; the least of its passes, where none is named. Undefined: nowhere. */
  frontier(loop: string, pass?: string): number | undefined;
}

/** What one loop delivers, and what is true of it. */
export interface LoopBook {
  readonly loop: string;
  /** `name`: as in `Delivered`. */
  owns(name: string): boolean;
  /** `delivered`: what the sink has of this loop. */
  expected(run: RunFacts, delivered: readonly Delivered[]): Promise<readonly Expected[]>;
}

/** A platform that can be simulated. What is particular about one stands in its own file. */
export interface Platform {
  /** The type of its receiver, and its name for the simulator. */
  readonly type: string;
  /** For people. */
  readonly title: string;
  /** The key that is asked with. It must not reach the sink. */
  readonly apiKey: string;
  /** How it is simulated: arguments of the simulator, beside seed and key. */
  readonly simulatorArgs: readonly string[];
  /** `settings`: the receiver's, with all defaults. */
  change(settings: Settings, at: Listening): Promise<Change>;
  /** `settings`: the receiver's as it ran. One book for each loop that is on, in the order of its settings. */
  books(settings: Settings, at: Listening): readonly LoopBook[];
}
