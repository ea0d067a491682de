import { createHash } from "node:crypto";
import type { Coverage, Instant, Metrics } from "@genai-collector/component";
import type { revisionTimes, SettleRecorders } from "./telemetry.ts";

/** What one lane's last polls showed. */
interface LaneMemory {
  /** Fingerprint of each bucket's bytes, by its end. Reaches back as far as the last request did. */
  readonly seen: Map<Instant, string>;
  /** The last request: a bucket inside it that is not in `seen` was not there. */
  covered: { readonly from: Instant; readonly to: Instant };
}

/**
 * Counts buckets that changed after they had ended. A bucket counts once however many of its series changed, and only
 * if the request covered all of it: one that an edge cuts looks different each time. What is remembered is bounded by
 * the request's length, and lost with the process.
 */
export class RevisionLog {
  readonly #recorders: SettleRecorders;
  readonly #lanes = new Map<string, LaneMemory>();

  constructor(recorders: SettleRecorders) {
    this.#recorders = recorders;
  }

  /** `after` is the lane's frontier: what ended then or before has been delivered. `ends` are those of the ranges. */
  observe(coverage: Coverage, after: Instant, payload: Metrics, ends: readonly Instant[]): void {
    const now = wholeBuckets(coverage, payload, ends);
    const key = JSON.stringify([coverage.receiver, coverage.loop, coverage.pass]);
    const memory = this.#lanes.get(key);
    if (memory === undefined) {
      this.#lanes.set(key, { seen: now, covered: coverage });
      return;
    }
    for (const [end, fingerprint] of now) {
      if (isRevision(memory, coverage, after, end, fingerprint)) this.#count(coverage, after, end);
      memory.seen.set(end, fingerprint);
    }
    this.#forget(memory, coverage, after, now);
    memory.covered = coverage;
  }

  /** Buckets behind the request, and delivered ones that vanished from it. */
  #forget(memory: LaneMemory, coverage: Coverage, after: Instant, now: ReadonlyMap<Instant, string>): void {
    for (const end of memory.seen.keys()) {
      if (!isWhole(coverage, end)) {
        if (end < coverage.from + bucketOf(coverage)) memory.seen.delete(end);
        continue;
      }
      if (now.has(end)) continue;
      if (end <= after) this.#count(coverage, after, end);
      memory.seen.delete(end);
    }
  }

  #count(coverage: Coverage, after: Instant, end: Instant): void {
    const when: (typeof revisionTimes)[number] = end <= after ? "after_settle" : "before_settle";
    this.#recorders.revisions.record(1, { when });
    this.#recorders.revision_age.record((coverage.observedAt - end) / 1_000, { when });
  }
}

/** Fingerprints of the buckets that the request covered in full and that were over when it was sent. */
function wholeBuckets(coverage: Coverage, payload: Metrics, ends: readonly Instant[]): Map<Instant, string> {
  const parts = new Map<Instant, Uint8Array[]>();
  for (const [index, range] of payload.encoded().entries()) {
    const end = ends[index]!;
    if (!isWhole(coverage, end) || end > coverage.observedAt) continue;
    const bucket = parts.get(end);
    if (bucket === undefined) parts.set(end, [range.bytes]);
    else bucket.push(range.bytes);
  }
  return new Map([...parts].map(([end, bytes]) => [end, fingerprintOf(bytes)]));
}

/** Stands for the bytes: keeping them would keep the poll's whole buffer. Lengths keep parts apart. */
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
  after: Instant,
  end: Instant,
  fingerprint: string,
): boolean {
  const before = memory.seen.get(end);
  if (before !== undefined) return before !== fingerprint;
  return end <= after && isWhole({ ...coverage, ...memory.covered }, end);
}

function isWhole(coverage: Coverage, end: Instant): boolean {
  return end - bucketOf(coverage) >= coverage.from && end <= coverage.to;
}

function bucketOf(coverage: Coverage): number {
  return coverage.bucketMs ?? 1;
}
