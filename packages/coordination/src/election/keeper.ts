import type { Clock } from "@genai-collector/component";
import type { ElectionEvents } from "./election-events.ts";
import type { Hold } from "./hold.ts";
import { isHeldBy, isSpoiled, type Lease, type LeaseTimes, type Self, type StoredLease } from "./lease.ts";
import type { LeaseRequests } from "./lease-requests.ts";
import type { Sharing } from "./sharing.ts";
import type { Sighting } from "./sighting.ts";

/** A renewal that meets another write reads and tries again so often before it waits. */
const swapsPerRenewal = 3;

export interface KeeperOptions {
  readonly requests: LeaseRequests;
  readonly clock: Clock;
  readonly self: Self;
  readonly times: LeaseTimes;
  readonly sharing: Sharing;
  readonly sighting: Sighting;
  readonly events: ElectionEvents;
}

/** What a holder writes. */
export class Keeper {
  readonly #options: KeeperOptions;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** The lease of a term that begins now. */
  first(epoch: number): Lease {
    const now = this.#options.clock.now();
    return { ...this.#ours(epoch), renewals: 0, acquiredAt: now, renewedAt: now };
  }

  /** In place of one that is not there: nobody's, and taken like that of a silent holder. One that lives writes over it. */
  vacant(epoch: number): Lease {
    return { ...this.first(epoch), holder: "", instance: "" };
  }

  /** Renews, with an epoch above all of `above`. Never rejects: what failed is tried again at the next time. */
  async renew(hold: Hold, above: readonly number[]): Promise<void> {
    const { events } = this.#options;
    try {
      for (let swaps = 0; swaps < swapsPerRenewal && hold.isValid; swaps++) {
        if (await this.#swap(hold, above)) {
          events.worked();
          return events.renewed("renewed");
        }
        events.renewed("conflict");
        const stored = await this.#options.requests.read(hold.over);
        if (!this.#isStillOurs(hold, stored)) return;
        const wish = stored?.lease.wish;
        if (wish !== undefined && this.#options.sharing.gives(wish)) hold.handOver(wish.by);
      }
    } catch (error) {
      if (!hold.isValid) return;
      events.renewed("failed");
      events.failed(error);
    }
  }

  /** A write of others that it meets, a wish for one, is written over; a lease that was not released ends by itself. */
  async release(hold: Hold): Promise<void> {
    hold.close();
    try {
      for (let swaps = 0; swaps < swapsPerRenewal && hold.isValid; swaps++) {
        if (await this.#writeReleased(hold)) break;
        if (!this.#isStillOurs(hold, await this.#options.requests.read(hold.over))) return;
      }
    } catch (error) {
      this.#options.events.failed(error);
    }
    hold.lose("released");
  }

  /** False: somebody else wrote meanwhile, or an answer of our own was lost. */
  async #writeReleased(hold: Hold): Promise<boolean> {
    const { requests, clock, sighting } = this.#options;
    const lease = {
      ...hold.lease,
      holder: "",
      instance: "",
      renewals: hold.number(clock.monotonic()),
      renewedAt: clock.now(),
      isReleased: true,
      heir: hold.heir,
      wish: undefined,
    };
    const answer = await requests.write(lease, hold.version, hold.over);
    if (answer !== "conflict") sighting.see({ lease, version: answer.version });
    return answer !== "conflict";
  }

  /** False: somebody else wrote meanwhile, or an answer of our own was lost. */
  async #swap(hold: Hold, above: readonly number[]): Promise<boolean> {
    const { requests, clock } = this.#options;
    // Who came later may bring a higher floor: those that lead already keep the epoch of their term.
    const isTooLow = hold.isOpen && above.some((each) => each >= hold.lease.epoch);
    const epoch = isTooLow ? Math.max(...above) + 1 : hold.lease.epoch;
    const { acquiredAt } = hold.lease;
    const renewals = hold.number(clock.monotonic());
    const lease = { ...this.#ours(epoch), renewals, acquiredAt, renewedAt: clock.now() };
    const answer = await requests.write(lease, hold.version, hold.over);
    if (answer === "conflict") return false;
    hold.renewed(lease, answer.version);
    return true;
  }

  /** After a conflict. What is ours, and what was deleted or spoiled while we held it, is written anew. */
  #isStillOurs(hold: Hold, stored: StoredLease | undefined): boolean {
    const { self, sighting } = this.#options;
    if (stored === undefined || isSpoiled(stored.lease, self)) {
      hold.version = stored?.version;
      return true;
    }
    if (isHeldBy(stored.lease, self)) {
      hold.found(stored);
      return true;
    }
    sighting.see(stored);
    hold.lose(stored.lease.isReleased ? "changed" : "taken");
    return false;
  }

  #ours(epoch: number): Omit<Lease, "renewals" | "acquiredAt" | "renewedAt"> {
    const { self, times } = this.#options;
    return {
      holder: self.identity,
      instance: self.instance,
      epoch,
      durationMs: times.durationMs,
      isReleased: false,
      heir: undefined,
      wish: undefined,
    };
  }
}
