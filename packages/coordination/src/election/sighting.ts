import type { Clock } from "@genai-collector/component";
import { isHeldBy, isSameHold, type Lease, type Self, type StoredLease } from "./lease.ts";

/**
 * What a candidate has seen of a lease, and for how long it has been so, by the candidate's own monotonic clock. That
 * alone decides when a lease may be taken: no clock of another machine, and no wall clock.
 */
export class Sighting {
  readonly #clock: Clock;
  readonly #self: Self;
  readonly #durationMs: number;
  #seen: { readonly stored: StoredLease | undefined; readonly since: number } | undefined;

  #highestEpoch = 0;

  /** `durationMs`: how long to wait for a lease that does not say it itself. */
  constructor(clock: Clock, self: Self, durationMs: number) {
    this.#clock = clock;
    this.#self = self;
    this.#durationMs = durationMs;
  }

  /** Call it when the answer is there: what it shows may be a little older, never newer. */
  see(stored: StoredLease | undefined): void {
    const isNews = this.#seen === undefined || !isSameHold(this.#seen.stored, stored);
    this.#highestEpoch = Math.max(this.#highestEpoch, stored?.lease.epoch ?? 0);
    this.#seen = { stored, since: isNews ? this.#clock.monotonic() : this.#seen!.since };
  }

  /** What was seen counts no longer: this process has led meanwhile. */
  forget(): void {
    this.#seen = undefined;
  }

  /** Of all that was ever seen: what was deleted must not come back. */
  get highestEpoch(): number {
    return this.#highestEpoch;
  }

  /** What was last seen. Undefined: no lease, or nothing was seen yet. */
  get stored(): StoredLease | undefined {
    return this.#seen?.stored;
  }

  /** For how long it has been as it is, in milliseconds; 0 before it was seen. */
  get ageMs(): number {
    return this.#seen === undefined ? 0 : this.#clock.monotonic() - this.#seen.since;
  }

  /** Whoever was seen to lead, as long as it may. */
  get leader(): Lease | undefined {
    const lease = this.#seen?.stored?.lease;
    if (lease === undefined || lease.isReleased || lease.instance === "") return undefined;
    return this.ageMs < this.#waitMs(lease) ? lease : undefined;
  }

  /** It was left to this process, or is this process' own: an acquisition whose answer was lost. */
  get isMeant(): boolean {
    const lease = this.#seen?.stored?.lease;
    if (lease === undefined) return false;
    return lease.isReleased ? lease.heir === this.#self.instance : isHeldBy(lease, this.#self);
  }

  /**
   * From when on it may be taken, by the monotonic clock. Never where there is none: it may have been deleted while
   * somebody held it, and that it was not there all the time nobody could tell.
   */
  get freeAt(): number {
    if (this.#seen?.stored === undefined) return Infinity;
    const { stored, since } = this.#seen;
    const isFree = this.isMeant || (stored.lease.isReleased && stored.lease.heir === undefined);
    return isFree ? since : since + this.#waitMs(stored.lease);
  }

  #waitMs(lease: Lease): number {
    return lease.durationMs ?? this.#durationMs;
  }
}
