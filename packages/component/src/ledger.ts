import type { Signal } from "@genai-collector/pdata";
import type { ComponentId, Instant, PipelineId } from "./names.ts";
import type { SkippedRange } from "./skipped-ranges.ts";

/**
 * A component's own entries in the ledger: the account of every item (span, data point, log record), which balances at
 * any moment. The service counts what is handed from one component to the next, and how that ends; a component books what
 * only it knows, once for each item, at the place where it happens:
 *
 * - A processor: what came in = what it handed on + `dropped` + `returned` + `setAside` + held (`holds`) − `made`.
 *   Whoever hands on everything in the same turn of the event loop in which it came, and passes on every error of the
 *   next consumer, books nothing.
 * - A processor that answers its senders before it knows the outcome: what the next consumer rejected and no sender was
 *   told of is `gaveUp`.
 * - An exporter that takes `settings.exportCounters` tells those; any other books nothing: what `consume` resolved with is
 *   sent, what it rejected is returned.
 * - A connector books what it does not take as a processor does. What it makes begins accounts of its own.
 *
 * An item that was refused and comes again is another item: it is counted again, as in and as refused.
 *
 * `reason` is a word of a short, closed list of the component's own (`^[a-z][a-z0-9_]*$`, at most 32 of them): it becomes
 * a metric attribute. Anything else is booked as `_OTHER`. Amounts that are not positive are ignored.
 */
export interface Books {
  /**
   * Items that end here on purpose: nobody downstream gets them, and no sender is asked to send them again. Those that are
   * merged into another item are dropped for a reason that says so, and that one is `made`.
   */
  dropped(signal: Signal, items: number, reason: string): void;
  /**
   * Items that `consume` itself rejected: the sender was told, and they were not handed on. Where it was with anything else
   * than a `CollectorError`, which is a bug, the service books it.
   */
  returned(signal: Signal, items: number, reason: string): void;
  /** Items that are left out now and come again by themselves, such as polled buckets that have not settled. */
  setAside(signal: Signal, items: number, reason: string): void;
  /** Items that were handed on and rejected behind, while no sender waits for the answer any more: they are lost. */
  gaveUp(signal: Signal, items: number, reason: string): void;
  /** Items that did not come in: made here, or found from an earlier process. They are handed on, or held, like any. */
  made(signal: Signal, items: number, reason: string): void;
  /**
   * Items that the component keeps and has not handed on: `walk` goes over them, at quiet moments, a few times a second at
   * most. It must find them where they lie, never as what is left of other numbers: that is what the ledger checks.
   * Returns what ends it.
   */
  holds(signal: Signal, walk: () => number): () => void;
  /** Polling receivers: the books of their lanes, read as `walk` is. Returns what ends it. */
  lanes(read: () => readonly LaneBooks[]): () => void;
}

/** What became of a stretch of a lane's time: expected = delivered + every skipped + pending. */
export interface LaneAmounts {
  /** All of it. */
  readonly expected: number;
  /** The frontier has passed it, and what it held was delivered. */
  readonly delivered: number;
  /** The frontier has passed it without that, by reason (closed words, as in `Books`). */
  readonly skipped: Readonly<Record<string, number>>;
  /** The frontier has not passed it yet. */
  readonly pending: number;
  /** Part of `pending`: what will never be delivered, because it is too old for the sink or the backfill. */
  readonly unstorable: number;
  /** Part of `delivered`: buckets that changed after they were delivered. Of lanes of `ms`: 0. */
  readonly revised: number;
}

/** What became of one hour of a lane's time. */
export interface LaneHour extends LaneAmounts {
  /** Its beginning, a multiple of 3,600,000 ms. */
  readonly hour: Instant;
}

/** The books of one lane: of one loop, pass and pipeline. */
export interface LaneBooks {
  readonly receiver: ComponentId;
  readonly loop: string;
  /** "" where the loop makes one pass. */
  readonly pass: string;
  readonly pipeline: PipelineId;
  /** What amounts are counted in: buckets of a bucketed loop, or milliseconds of time. */
  readonly unit: "buckets" | "ms";
  /** Where the lane's time begins; undefined: before its first frontier is saved, or unknown. */
  readonly origin: Instant | undefined;
  /** What ended then or before is delivered or skipped. */
  readonly frontier: Instant | undefined;
  /** Up to where amounts go: the end of the last bucket or window that has begun to be due. */
  readonly now: Instant;
  /** From origin to now. All zero where the origin is unknown. */
  readonly total: LaneAmounts;
  /** The last hours, oldest first. */
  readonly hours: readonly LaneHour[];
  /** Which time was skipped, oldest first: the newest stretches; `total.skipped` is of all, those before them too. */
  readonly ranges?: readonly SkippedRange[] | undefined;
  /** Data points or records, by what became of them, where they are counted: `delivered`, `skipped/too_old`, `revised`. */
  readonly items?: Readonly<Record<string, number>> | undefined;
}
