import {
  CollectorError,
  type BatchContext,
  type Books,
  type Consumer,
  type Coverage,
  type Instant,
  type Metrics,
} from "@genai-collector/component";
import { bucketEnds } from "./bucket-ends.ts";
import { RevisionLog } from "./revision-log.ts";
import type { SettleRecorders } from "./telemetry.ts";

/**
 * Passes each bucket once, in order, when it can no longer change. Has no clock, no timer and no store, and holds no
 * telemetry: what has not settled comes again with the next poll, and the receiver's frontier says what was delivered.
 */
export class SettleProcessor implements Consumer<Metrics> {
  readonly #books: Books;
  readonly #settleMs: number;
  readonly #next: Consumer<Metrics>;
  readonly #revisions: RevisionLog;

  constructor(books: Books, recorders: SettleRecorders, settleMs: number, next: Consumer<Metrics>) {
    this.#books = books;
    this.#settleMs = settleMs;
    this.#next = next;
    this.#revisions = new RevisionLog(recorders);
  }

  async consume(payload: Metrics, context: BatchContext): Promise<void> {
    const { coverage, unsettled } = context;
    // Pushed, or final when it was polled.
    if (coverage === undefined || unsettled === undefined) return this.#next.consume(payload, context);
    const { after } = unsettled;
    const ends = this.#endsOf(payload, coverage, after);
    const to = settledUpTo(coverage, after, this.#settleMs);
    this.#revisions.observe(coverage, unsettled, payload, ends);
    unsettled.settledUpTo(to);
    const passing = payload.filter((_, index) => ends[index]! > after && ends[index]! <= to);
    this.#books.setAside("metrics", payload.items - passing.items, "unsettled");
    // Nothing travels empty beyond this point; the frontier moves all the same.
    if (passing.encoded().length === 0) return;
    const narrowed = { ...coverage, from: after, to };
    return this.#next.consume(passing, { ...context, coverage: narrowed, unsettled: undefined });
  }

  /** Throws where the poll makes no sense: all of it is given back then. */
  #endsOf(payload: Metrics, coverage: Coverage, after: Instant): readonly Instant[] {
    try {
      assertNoHole(coverage, after);
      return bucketEnds(payload);
    } catch (error) {
      this.#books.returned("metrics", payload.items, "malformed");
      throw error;
    }
  }
}

/** The end of the last bucket that can no longer change, or `after` where none is new. */
export function settledUpTo(coverage: Coverage, after: Instant, settleMs: number): Instant {
  const bucketMs = coverage.bucketMs ?? 1;
  const settled = Math.min(coverage.to, coverage.observedAt - settleMs);
  return Math.max(after, Math.floor(settled / bucketMs) * bucketMs);
}

/** What lies between the frontier and a request that begins behind it would be passed over without a word. */
function assertNoHole(coverage: Coverage, after: Instant): void {
  if (coverage.from <= after) return;
  throw new CollectorError(
    "SETTLE_HOLE",
    `the poll of ${coverage.loop} begins ${coverage.from - after} ms after what was delivered`,
    { kind: "malformed" },
  );
}
