import {
  CollectorError,
  isCollectorError,
  type BookedHour,
  type Checkpoint,
  type CheckpointStore,
  type Frontier,
  type Instant,
  type LaneKey,
  type Logger,
} from "@genai-collector/component";
import { sumBooked } from "./hour-books.ts";
import { LaneAccount } from "./lane-account.ts";
import { isSameFrontier, type Lane } from "./lane.ts";
import type { Loop } from "./loop.ts";
import type { LoopTelemetry } from "./loop-telemetry.ts";
import { backfillFloor, startingPoint } from "./plan.ts";
import { bucketMsOf, skippedProgress, type Progress } from "./progress.ts";
import { markedFrontier } from "./revisions.ts";
import { tellSkipped } from "./tell-skipped.ts";
import { parseWindowState, skipTo } from "./window-state.ts";

/** What the keeper needs besides the store. */
export interface KeeperContext {
  readonly loop: Loop;
  /** Of the term in which it writes. */
  readonly epoch: number;
  /** Nothing is written once it has fired: another process may lead. */
  readonly termSignal: AbortSignal;
  readonly telemetry: LoopTelemetry;
  readonly logger: Logger;
  /** By the clock that never steps. */
  monotonic(): number;
  /** Where a lane goes on that was never written, because another one went before it. Rejects: nobody can tell yet. */
  predecessor(key: LaneKey): Promise<Frontier | undefined>;
  /** A lane has taken over where another one stood. */
  inherited(lane: Lane, frontier: Frontier): void;
  /** A newer leader has written. */
  fenced(error: CollectorError): void;
  /** The lane waits as the kind of error asks. */
  failed(lane: Lane, error: unknown): void;
}

/** Keeps lanes and their store in step. Never rejects: what fails is told to `failed`, and tried again the next time. */
export class LaneKeeper {
  readonly #store: CheckpointStore;
  readonly #context: KeeperContext;

  constructor(store: CheckpointStore, context: KeeperContext) {
    this.#store = store;
    this.#context = context;
  }

  /**
   * Brings a lane to where it may poll: its frontier read, its starting point written, what it owes the store saved, and
   * what is too old to be asked for saved as skipped. Each is in the store before a poll builds on it.
   */
  async prepare(lane: Lane, now: Instant): Promise<void> {
    if (lane.frontier === undefined) await this.#open(lane, now);
    if (lane.unsaved !== undefined) await this.save(lane);
    if (lane.revisions.isDue(this.#context.monotonic())) await this.saveRevisions(lane);
    const floor = backfillFloor(this.#context.loop, now);
    if (!lane.isReady() || reachOf(lane.frontier) >= floor) return;
    lane.unsaved = skippedProgress(this.#context.loop, lane.frontier, skipTo(lane.frontier, floor), "backfill");
    await this.save(lane);
  }

  /** Writes what the lane owes. What cannot be written is kept, and no poll starts before it is. */
  async save(lane: Lane): Promise<void> {
    if (lane.unsaved === undefined || this.#context.termSignal.aborted) return;
    // Once tried it stays the same: the store may have it, and only the answer may be lost.
    const owed = (lane.unsaved = { ...lane.unsaved, revised: lane.unsaved.revised ?? lane.revisions.take() });
    const booked = sumBooked(owed.booked, owed.revised ?? []);
    const all = sumBooked(booked, lane.account?.unbooked ?? []);
    let outcome: Awaited<ReturnType<CheckpointStore["advance"]>>;
    try {
      outcome = await this.#store.advance(lane.key, owed.to, this.#context.epoch, owed.skipped, all, owed.from);
    } catch (error) {
      this.#context.telemetry.checkpointFailed("save");
      this.#context.failed(lane, storeError("POLLING_UNSAVED", `cannot save the frontier of ${lane.key.loop}`, error));
      // The one before may go on meanwhile, in another process.
      if (owed.isInherited === true) lane.unsaved = undefined;
      return;
    }
    if (outcome === "fenced") return this.#fenced(lane);
    lane.unsaved = undefined;
    if (outcome === "unchanged") return this.#reread(lane, owed);
    this.#saved(lane, owed, booked);
  }

  #saved(lane: Lane, { from, to, skipped, isInherited }: Progress, booked: readonly BookedHour[]): void {
    this.#context.telemetry.committed();
    lane.frontier = to;
    lane.account ??= new LaneAccount({ frontier: to, epoch: 0, skipped: {}, origin: to.time }, undefined);
    const before = lane.account.ranges;
    lane.account.add(booked, skipped);
    tellSkipped(this.#context.logger, lane.key, { before, after: lane.account.ranges, from, to });
    if (isInherited === true) this.#context.inherited(lane, to);
    for (const { reason, items = 0, from = 0, to: end = from } of skipped) {
      this.#context.telemetry.skipped(reason, items, end - from);
    }
  }

  /** Writes what settle told of changes after delivery, where the frontier stands still. */
  async saveRevisions(lane: Lane): Promise<void> {
    if (!lane.isReady() || lane.revisions.isEmpty || this.#context.loop.shape === "windowed") return;
    lane.unsaved = { from: lane.frontier, to: markedFrontier(lane.frontier), skipped: [], booked: [] };
    await this.save(lane);
  }

  /** A new lane's starting point is written at once, so that a later start cannot slide it. */
  async #open(lane: Lane, now: Instant): Promise<void> {
    const stored = await this.#load(lane);
    if (stored === undefined) return;
    if (stored !== "never written") return this.#take(lane, stored);
    if (lane.unsaved !== undefined) return;
    try {
      const inherited = await this.#context.predecessor(lane.key);
      const to = inherited ?? { time: startingPoint(this.#context.loop, now) };
      lane.unsaved = { from: "absent", to, skipped: [], booked: [], isInherited: inherited !== undefined };
    } catch (error) {
      this.#context.telemetry.checkpointFailed("load");
      this.#context.failed(lane, storeError("POLLING_UNREAD", `cannot tell where ${lane.key.loop} begins`, error));
    }
  }

  /** The store is elsewhere, or has it already: what it has counts. */
  async #reread(lane: Lane, owed: Progress): Promise<void> {
    lane.frontier = undefined;
    lane.account = undefined;
    lane.doubted = owed;
    const stored = await this.#load(lane);
    if (stored !== undefined && stored !== "never written") this.#take(lane, stored);
  }

  #take(lane: Lane, checkpoint: Checkpoint): void {
    const { doubted } = lane;
    lane.doubted = undefined;
    lane.frontier = checkpoint.frontier;
    lane.account = new LaneAccount(checkpoint, bucketMsOf(this.#context.loop));
    // Where the store stands at what was owed, only the answer was lost.
    if (doubted?.revised !== undefined && !isSameFrontier(checkpoint.frontier, doubted.to))
      lane.revisions.giveBack(doubted.revised, this.#context.monotonic());
  }

  async #load(lane: Lane): Promise<Checkpoint | "never written" | undefined> {
    try {
      return (await this.#store.load(lane.key)) ?? "never written";
    } catch (error) {
      this.#context.telemetry.checkpointFailed("load");
      this.#context.failed(lane, storeError("POLLING_UNREAD", `cannot read the frontier of ${lane.key.loop}`, error));
      return undefined;
    }
  }

  #fenced(lane: Lane): void {
    this.#context.telemetry.checkpointFailed("fenced");
    this.#context.fenced(
      new CollectorError("POLLING_FENCED", `a newer leader writes ${lane.key.loop} of ${lane.key.receiver}`, {
        kind: "retryable",
      }),
    );
  }
}

/**
 * Up to where the next poll would go at least. A window that was begun is finished if its end is worth it: given up each
 * time that the limit passes its beginning, one that takes longer than that would be begun for ever.
 */
function reachOf(frontier: Frontier): Instant {
  return parseWindowState(frontier).begun?.to ?? frontier.time;
}

/** A store's own kinds pass; anything else (a full disk, a lost connection) may be over the next time. */
function storeError(code: string, message: string, cause: unknown): unknown {
  return isCollectorError(cause) ? cause : new CollectorError(code, message, { kind: "retryable", cause });
}
