import type { BatchContext, Frontier, LaneKey, Logs, Metrics, PipelineId } from "@genai-collector/component";
import type { LaneAccount } from "./lane-account.ts";
import type { PartHealth } from "./part-health.ts";
import type { Progress } from "./progress.ts";
import { Revisions } from "./revisions.ts";

/** The head of a pipeline that takes what a loop makes. */
export interface LaneOutput {
  readonly pipeline: PipelineId;
  consume(payload: Metrics | Logs, context: BatchContext): Promise<void>;
}

/** A lane that can be planned for. */
export type ReadyLane = Lane & { readonly frontier: Frontier };

/** One loop, one pass, one pipeline: its frontier, and when it may poll. At most one payload is on its way. */
export class Lane {
  readonly key: LaneKey;
  readonly output: LaneOutput;
  readonly health: PartHealth;
  /** As the store has it. Undefined: not read yet. */
  frontier: Frontier | undefined;
  /** The store's books of it, as far as the frontier. Undefined: not read yet. */
  account: LaneAccount | undefined;
  /** Acknowledged, and not in the store yet: saved before the lane polls again. */
  unsaved: Progress | undefined;
  /** Tried to be saved, and the store was elsewhere: whether it has it is not known before the next reading. */
  doubted: Progress | undefined;
  /** Changes after delivery that nobody has saved yet. */
  readonly revisions = new Revisions();
  /** A poll, a delivery or a save is on its way since then; by the clock that never steps. */
  busySince: number | undefined;
  /** Waits for ten minutes, because waiting less would not help. */
  isDegraded = false;
  /** In this term. */
  hasDelivered = false;
  /** Does nothing before; by the clock that never steps. */
  notBefore = 0;
  /** Wants to go on then, without waiting for the cadence; by the same clock. */
  eagerAt: number | undefined;

  constructor(key: LaneKey, output: LaneOutput, health: PartHealth) {
    this.key = key;
    this.output = output;
    this.health = health;
  }

  get pass(): string {
    return this.key.pass;
  }

  get isBusy(): boolean {
    return this.busySince !== undefined;
  }

  /** Whether the store is up to date with it. */
  isReady(): this is ReadyLane {
    return this.frontier !== undefined && this.unsaved === undefined;
  }

  /** Does nothing until then, and goes on then, whatever the cadence says. */
  holdUntil(monotonic: number): void {
    this.notBefore = monotonic;
    this.eagerAt = monotonic;
  }
}

/** Whether two frontiers are the same place. */
export function isSameFrontier(a: Frontier, b: Frontier): boolean {
  return a.time === b.time && a.cursor === b.cursor;
}
