import type { Instant } from "@genai-collector/component";

/** What a lease says, wherever it is kept. */
export interface Lease {
  /** Who leads, for people; "" where nobody does, or nobody can tell. */
  readonly holder: string;
  /** Which process of that name: no other, however it is called, takes it for itself. "" where nobody can tell. */
  readonly instance: string;
  /** Rises with every acquisition. 0: nobody can tell. */
  readonly epoch: number;
  /** For how long nobody else may take it, from the last renewal on. Undefined: nobody can tell. */
  readonly durationMs: number | undefined;
  /** Rises with each renewal of the holder, and with nothing else. */
  readonly renewals: number;
  /** Both by the holder's wall clock, for people: nothing is decided by them. */
  readonly acquiredAt: Instant;
  readonly renewedAt: Instant;
  /** The holder has said that it leads no more. */
  readonly isReleased: boolean;
  /** The instance that a released lease is left to, before all others. */
  readonly heir?: string | undefined;
  /** Who else would like to have it. */
  readonly wish?: Wish | undefined;
}

/** What a replica with fewer leases writes into one of a replica that has more. */
export interface Wish {
  /** Its instance. */
  readonly by: string;
  /** How many it has. */
  readonly holds: number;
}

/** A lease as it was found. */
export interface StoredLease {
  readonly lease: Lease;
  /** Changes with every write of whoever. */
  readonly version: string;
}

/** One place in a shared store, compared and swapped. Both reject where nobody knows whether it happened. */
export interface LeaseCell {
  /** The newest that was written. Undefined: there is none. */
  read(signal: AbortSignal): Promise<StoredLease | undefined>;
  /** Where `version` is still the stored one (undefined: where there is none). Answers with the new one. */
  write(
    lease: Lease,
    version: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly version: string } | "conflict">;
}

/** How long a lease counts, and how it is kept. The same for all replicas. */
export interface LeaseTimes {
  /** A candidate waits for so long after the last sign of the holder. */
  readonly durationMs: number;
  /** The holder stops so long after it last began a renewal that succeeded. */
  readonly renewDeadlineMs: number;
  /** Between two attempts, of holder and candidates alike. */
  readonly retryPeriodMs: number;
}

/** Who competes. */
export interface Self {
  /** For people. */
  readonly identity: string;
  /** Of this run of the process alone. */
  readonly instance: string;
}

/** A longer duration is one that nobody meant. */
const longestDurationMs = 86_400_000;

/**
 * A lease of whatever is stored. What makes no sense counts as unknown, so that a lease that somebody spoiled is waited
 * for like that of a silent holder, and healed by whoever takes it then.
 */
export function leaseOf(stored: { readonly [K in keyof Lease]?: unknown }): Lease {
  const { durationMs, wish } = stored;
  return {
    holder: textOf(stored.holder) ?? "",
    instance: textOf(stored.instance) ?? "",
    epoch: countOf(stored.epoch) ?? 0,
    durationMs: isDuration(durationMs) ? durationMs : undefined,
    renewals: countOf(stored.renewals) ?? 0,
    acquiredAt: instantOf(stored.acquiredAt),
    renewedAt: instantOf(stored.renewedAt),
    isReleased: stored.isReleased === true,
    heir: textOf(stored.heir),
    wish: wishOf(wish),
  };
}

/** Whether `self` wrote it as its holder. */
export function isHeldBy({ isReleased, holder, instance }: Lease, self: Self): boolean {
  return !isReleased && holder === self.identity && instance === self.instance;
}

/** Whether it says so little of its holder that it may have been `self`'s, and is nobody else's. */
export function isSpoiled({ isReleased, holder, instance }: Lease, self: Self): boolean {
  return !isReleased && instance === "" && (holder === "" || holder === self.identity);
}

/** Whether two readings show the same hold with no renewal in between; wishes of others do not count. */
export function isSameHold(one: StoredLease | undefined, other: StoredLease | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.version === other.version) return true;
  const [a, b] = [one.lease, other.lease];
  // Of a holder that nobody can tell, nobody can tell a renewal from a wish, either.
  if (!a.isReleased && a.instance === "") return false;
  return (
    a.instance === b.instance &&
    a.holder === b.holder &&
    a.epoch === b.epoch &&
    a.renewals === b.renewals &&
    a.renewedAt === b.renewedAt && // all that other programs change when they renew a Kubernetes Lease
    a.isReleased === b.isReleased &&
    a.heir === b.heir
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

function isDuration(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= longestDurationMs;
}

function instantOf(value: unknown): Instant {
  return Number.isSafeInteger(value) ? (value as Instant) : 0;
}

function wishOf(value: unknown): Wish | undefined {
  if (typeof value !== "object" || value === null || !("by" in value) || !("holds" in value)) return undefined;
  const [by, holds] = [textOf(value.by), countOf(value.holds)];
  return by === undefined || holds === undefined ? undefined : { by, holds };
}
