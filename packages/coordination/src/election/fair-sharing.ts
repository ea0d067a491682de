import type { Random } from "@genai-collector/component";
import type { LeaseTimes, Wish } from "./lease.ts";
import type { Sharer, Sharing } from "./sharing.ts";

/** Handing a lease over pays where it makes the difference smaller: with one more than the other it would only move. */
const worthMoving = 2;

/**
 * Many leases, shared evenly by what each replica sees alone. Who has more waits longer before it takes a free one; who
 * has at least two fewer than another asks that one for a lease, one at a time, and is given it.
 */
export class FairSharing implements Sharing {
  readonly #instance: string;
  readonly #times: LeaseTimes;
  readonly #random: Random;
  /** Each with its place in this replica's own order, from 0 to 1: replicas that start together begin elsewhere. */
  readonly #places = new Map<Sharer, number>();

  constructor(instance: string, times: LeaseTimes, random: Random) {
    this.#instance = instance;
    this.#times = times;
    this.#random = random;
  }

  add(sharer: Sharer): void {
    this.#places.set(sharer, this.#random.next());
  }

  remove(sharer: Sharer): void {
    this.#places.delete(sharer);
  }

  get held(): number {
    return this.#count((sharer) => sharer.isOurs);
  }

  /** So that who has fewer, and looks every retry period, comes first; never for longer than a lease lasts. */
  waitMs(sharer: Sharer): number {
    const { retryPeriodMs, durationMs } = this.#times;
    const place = (this.#places.get(sharer) ?? 0) * (retryPeriodMs / 2);
    return Math.min(this.held * retryPeriodMs, durationMs) + place;
  }

  wants(sharer: Sharer): boolean {
    const mine = this.#count(({ isOurs, sighting }) => isOurs || sighting.isMeant);
    const most = Math.max(0, ...this.#countOfOthers().values());
    return most >= mine + worthMoving && this.#firstOf(most) === sharer;
  }

  gives({ holds }: Wish): boolean {
    return this.held >= holds + worthMoving;
  }

  /** The first in our order of the leases of those that have the most; one that another wishes for is left to it. */
  #firstOf(most: number): Sharer | undefined {
    const counts = this.#countOfOthers();
    let first: Sharer | undefined;
    let place = Infinity;
    for (const [sharer, at] of this.#places) {
      const lease = this.#leaseOfOther(sharer);
      if (lease === undefined || counts.get(lease.instance) !== most || at >= place) continue;
      if (lease.wish !== undefined && lease.wish.by !== this.#instance) continue;
      [first, place] = [sharer, at];
    }
    return first;
  }

  #countOfOthers(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const sharer of this.#places.keys()) {
      const lease = this.#leaseOfOther(sharer);
      if (lease !== undefined) counts.set(lease.instance, (counts.get(lease.instance) ?? 0) + 1);
    }
    return counts;
  }

  /** Of a replica that lives: a silent one gives nothing. */
  #leaseOfOther({ isOurs, sighting }: Sharer) {
    const { leader } = sighting;
    const isAlive = sighting.ageMs < this.#times.durationMs / 2;
    return !isOurs && isAlive && leader !== undefined && leader.instance !== this.#instance ? leader : undefined;
  }

  #count(isCounted: (sharer: Sharer) => boolean): number {
    let count = 0;
    for (const sharer of this.#places.keys()) if (isCounted(sharer)) count++;
    return count;
  }
}
