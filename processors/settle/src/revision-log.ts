import { createHash } from "node:crypto";
import type { Coverage, Instant, Metrics, Unsettled } from "@genai-collector/component";
import { changedPoints, pointHashes } from "./point-hashes.ts";
import type { revisionTimes, SettleRecorders } from "./telemetry.ts";

/** A bucket as a poll showed it. */
interface SeenBucket {
  /** Stands for its bytes: keeping them would keep the poll's whole buffer. */
  readonly fingerprint: string;
  readonly points: Uint32Array;
}

const nothing = new Uint32Array();

/** What one lane's last polls showed. */
interface LaneMemory {
  /** Each bucket, by its end. Reaches back as far as the last request did. */
  readonly seen: Map<Instant, SeenBucket>;
  /** The last request: a bucket inside it that is not in `seen` was not there. */
  covered: { readonly from: Instant; readonly to: Instant };
}

/**
 * Counts buckets that changed after they had ended. A bucket counts once however many of its series changed, and only
 * if the request covered all of it: one that an edge cuts looks different each time. Of those that had been delivered,
 * the lane is told how many points changed. What is remembered, four bytes a point, is bounded by the request's length,
 * and lost with the process.
 */
export class RevisionLog {
  readonly #recorders: SettleRecorders;
  readonly #lanes = new Map<string, LaneMemory>();

  constructor(recorders: SettleRecorders) {
    this.#recorders = recorders;
  }

  /** What ended at `unsettled.after` or before has been delivered. `ends` are those of the ranges. */
  observe(coverage: Coverage, unsettled: Unsettled, payload: Metrics, ends: readonly Instant[]): void {
    const now = wholeBuckets(coverage, payload, ends);
    const key = JSON.stringify([coverage.receiver, coverage.loop, coverage.pass]);
    const known = this.#lanes.get(key);
    const memory = known ?? { seen: new Map<Instant, SeenBucket>(), covered: coverage };
    this.#lanes.set(key, memory);
    for (const [end, ranges] of now) {
      const before = memory.seen.get(end);
      const fingerprint = fingerprintOf(ranges);
      if (before?.fingerprint === fingerprint) continue;
      const points = pointHashes(ranges);
      memory.seen.set(end, { fingerprint, points });
      if (known !== undefined && isRevision(memory, coverage, unsettled, end, before))
        this.#count(coverage, unsettled, end, changedPoints(before?.points ?? nothing, points));
    }
    this.#forget(memory, coverage, unsettled, now);
    memory.covered = coverage;
  }

  /** Buckets behind the request, and delivered ones that vanished from it. */
  #forget(memory: LaneMemory, coverage: Coverage, unsettled: Unsettled, now: ReadonlyMap<Instant, unknown>): void {
    for (const [end, { points }] of memory.seen) {
      if (!isWhole(coverage, end)) {
        if (end < coverage.from + bucketOf(coverage)) memory.seen.delete(end);
        continue;
      }
      if (now.has(end)) continue;
      if (end <= unsettled.after) this.#count(coverage, unsettled, end, points.length);
      memory.seen.delete(end);
    }
  }

  #count(coverage: Coverage, unsettled: Unsettled, end: Instant, points: number): void {
    const when: (typeof revisionTimes)[number] = end <= unsettled.after ? "after_settle" : "before_settle";
    this.#recorders.revisions.record(1, { when });
    this.#recorders.revision_age.record((coverage.observedAt - end) / 1_000, { when });
    // Of a bucket that stays the same but for what is no point of it, nobody's number changed.
    if (when === "after_settle" && points > 0) unsettled.revised?.(end, points);
  }
}

/** The bytes of the buckets that the request covered in full and that were over when it was sent. */
function wholeBuckets(coverage: Coverage, payload: Metrics, ends: readonly Instant[]): Map<Instant, Uint8Array[]> {
  const buckets = new Map<Instant, Uint8Array[]>();
  for (const [index, range] of payload.encoded().entries()) {
    const end = ends[index]!;
    if (!isWhole(coverage, end) || end > coverage.observedAt) continue;
    const bucket = buckets.get(end);
    if (bucket === undefined) buckets.set(end, [range.bytes]);
    else bucket.push(range.bytes);
  }
  return buckets;
}

/** Lengths keep parts apart. */
function fingerprintOf(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64");
}

/**
 * A known bucket with another value; or one that was delivered as empty and now has something. That a bucket shows up
 * before it is delivered is no revision: vendors fill the newest ones late.
 */
function isRevision(
  memory: LaneMemory,
  coverage: Coverage,
  { after }: Unsettled,
  end: Instant,
  before: SeenBucket | undefined,
): boolean {
  return before !== undefined || (end <= after && isWhole({ ...coverage, ...memory.covered }, end));
}

function isWhole(coverage: Coverage, end: Instant): boolean {
  return end - bucketOf(coverage) >= coverage.from && end <= coverage.to;
}

function bucketOf(coverage: Coverage): number {
  return coverage.bucketMs ?? 1;
}
