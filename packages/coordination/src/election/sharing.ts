import type { Wish } from "./lease.ts";
import type { Sighting } from "./sighting.ts";

/** A contender, as those that share leases fairly see it. */
export interface Sharer {
  /** It leads, or is about to, and is not handing over. */
  readonly isOurs: boolean;
  readonly sighting: Sighting;
}

/** How the replicas share what there is to lead. */
export interface Sharing {
  /** How many leases this process has, or is about to have. */
  readonly held: number;
  add(sharer: Sharer): void;
  remove(sharer: Sharer): void;
  /** For how long a lease that is free is left to others, in milliseconds. */
  waitMs(sharer: Sharer): number;
  /** Whether its holder is to be asked for this lease. */
  wants(sharer: Sharer): boolean;
  /** Whether a lease of ours is handed over to who wishes for it. */
  gives(wish: Wish): boolean;
}

/** One lease for everything: first come, first served. */
export const undivided: Sharing = {
  held: 0,
  add: () => undefined,
  remove: () => undefined,
  waitMs: () => 0,
  wants: () => false,
  gives: () => false,
};
