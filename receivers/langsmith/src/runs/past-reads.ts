import type { Instant } from "@genai-collector/component";

/**
 * A stretch of time that was read once, and will be read again for what came late. Which runs were there is told by when
 * the platform took them in; near the instant of the reading that is not certain, so those runs are remembered by id.
 */
export interface PastRead {
  readonly from: Instant;
  readonly to: Instant;
  /** When its first page was asked for. */
  readonly at: Instant;
  /** The same of the last of several reads that were put together. */
  readonly until: Instant;
  /** Runs that it had, and that were taken in well before `at`. */
  readonly seen: number;
  /** Runs that it had, and that were taken in about then or later. */
  readonly near: readonly string[];
  /** Runs that should be in `near`, for which there was no room. */
  readonly more: number;
}

/** What is taken in may show so much later, and the platform's clock may be off by so much. */
export const marginMs = 60_000;

const maxReads = 256;
/** Ids in all reads together. */
export const maxNear = 500;
/** Asking twice for little is dear: reads wait until they make up so much. */
const sweepMs = 300_000;

/** Adds a read, and puts the two oldest neighbours together where there are too many. */
export function withRead(reads: readonly PastRead[], read: PastRead): readonly PastRead[] {
  const all = [...reads, read];
  if (all.length <= maxReads) return all;
  const at = Math.max(
    0,
    all.findIndex((each, index) => each.to === all[index + 1]?.from),
  );
  return all.toSpliced(at, 2, together(all[at]!, all[at + 1]!));
}

function together(first: PastRead, second: PastRead): PastRead {
  return {
    from: first.from,
    to: second.to,
    at: Math.min(first.at, second.at),
    until: Math.max(first.until, second.until),
    seen: first.seen + second.seen,
    near: [...first.near, ...second.near],
    more: first.more + second.more,
  };
}

/** How many of the oldest reads are to be read again now, because they ended before `horizon`: without a gap between them. */
export function dueReads(reads: readonly PastRead[], horizon: Instant): number {
  let due = 0;
  while (due < reads.length && reads[due]!.to <= horizon && (due === 0 || reads[due]!.from === reads[due - 1]!.to))
    due++;
  if (due === 0) return 0;
  // What stands before a gap will not become more.
  const isWhole = due < reads.length && reads[due]!.from !== reads[due - 1]!.to;
  return isWhole || reads[due - 1]!.to - reads[0]!.from >= sweepMs ? due : 0;
}

/** Of runs that start in `read`, those taken in after this were not there yet, or are in `near`. In nanoseconds. */
export function certainUpTo({ at }: Pick<PastRead, "at">): bigint {
  return BigInt(at - marginMs) * 1_000_000n;
}
