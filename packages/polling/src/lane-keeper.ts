import {
  CollectorError,
  isCollectorError,
  type CheckpointStore,
  type Frontier,
  type Instant,
} from "@genai-collector/component";
import type { Lane } from "./lane.ts";
import type { Loop } from "./loop.ts";
import type { LoopTelemetry } from "./loop-telemetry.ts";
import { backfillFloor, startingPoint } from "./plan.ts";
import { parseWindowState, skipTo } from "./window-state.ts";

/** What the keeper needs besides the store. */
export interface KeeperContext {
  readonly loop: Loop;
  /** Of the term in which it writes. */
  readonly epoch: number;
  /** Nothing is written once it has fired: another process may lead. */
  readonly termSignal: AbortSignal;
  readonly telemetry: LoopTelemetry;
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
    const floor = backfillFloor(this.#context.loop, now);
    if (!lane.isReady() || reachOf(lane.frontier) >= floor) return;
    const skipped = [{ reason: "backfill", from: lane.frontier.time, to: floor }];
    lane.unsaved = { to: skipTo(lane.frontier, floor), skipped };
    await this.save(lane);
  }

  /** Writes what the lane owes. What cannot be written is kept, and no poll starts before it is. */
  async save(lane: Lane): Promise<void> {
    const owed = lane.unsaved;
    if (owed === undefined || this.#context.termSignal.aborted) return;
    let outcome: Awaited<ReturnType<CheckpointStore["advance"]>>;
    try {
      outcome = await this.#store.advance(lane.key, owed.to, this.#context.epoch, owed.skipped);
    } catch (error) {
      this.#context.telemetry.checkpointFailed("save");
      this.#context.failed(lane, storeError("POLLING_UNSAVED", `cannot save the frontier of ${lane.key.loop}`, error));
      return;
    }
    if (outcome === "fenced") return this.#fenced(lane);
    lane.unsaved = undefined;
    if (outcome === "unchanged") return this.#reread(lane);
    lane.frontier = owed.to;
    for (const { reason, items = 0, from = 0, to = from } of owed.skipped) {
      this.#context.telemetry.skipped(reason, items, to - from);
    }
  }

  /** A new lane's starting point is written at once, so that a later start cannot slide it. */
  async #open(lane: Lane, now: Instant): Promise<void> {
    const stored = await this.#load(lane);
    if (stored === undefined) return;
    if (stored !== "never written") lane.frontier = stored;
    else lane.unsaved ??= { to: { time: startingPoint(this.#context.loop, now) }, skipped: [] };
  }

  /** The store is already there or further: what it has counts. */
  async #reread(lane: Lane): Promise<void> {
    lane.frontier = undefined;
    const stored = await this.#load(lane);
    if (stored !== undefined && stored !== "never written") lane.frontier = stored;
  }

  async #load(lane: Lane): Promise<Frontier | "never written" | undefined> {
    try {
      const checkpoint = await this.#store.load(lane.key);
      return checkpoint?.frontier ?? "never written";
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
