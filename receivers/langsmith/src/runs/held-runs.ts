import type { RunRow } from "./run-fields.ts";
import { compareIds } from "./place.ts";

/** A run that had not ended when it was read: asked for again by its id, and emitted when it is complete. */
export interface HeldRun {
  readonly id: string;
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  /** Undefined: it did not say. */
  readonly project: string | undefined;
}

/** More would not fit into what a window may leave for the next one. */
export const maxHeldRuns = 600;

/** Statuses of v1 and v2 that say that a run is over. */
const ended = new Set(["success", "error", "timeout", "interrupted", "SUCCESS", "ERROR", "TIMEOUT", "INTERRUPTED"]);
const underWay = new Set(["pending", "running", "PENDING", "RUNNING"]);

/** Whether nothing about a run's course can change any more. A status that nobody knows counts as an end if there is a time of one. */
export function hasEnded({ status, end_time }: Pick<RunRow, "status" | "end_time">): boolean {
  if (status !== undefined && ended.has(status)) return true;
  return end_time !== undefined && (status === undefined || !underWay.has(status));
}

/** The runs that are held back, the oldest first. */
export class HeldRuns {
  #runs: HeldRun[];

  constructor(runs: readonly HeldRun[]) {
    this.#runs = runs.toSorted(compareHeld);
  }

  get size(): number {
    return this.#runs.length;
  }

  get all(): readonly HeldRun[] {
    return this.#runs;
  }

  has(id: string): boolean {
    return this.#runs.some((run) => run.id === id);
  }

  add(run: HeldRun): void {
    if (this.has(run.id)) return;
    const behind = this.#runs.findLastIndex((other) => compareHeld(other, run) < 0);
    this.#runs.splice(behind + 1, 0, run);
  }

  remove(ids: ReadonlySet<string>): void {
    this.#runs = this.#runs.filter(({ id }) => !ids.has(id));
  }
}

function compareHeld(a: HeldRun, b: HeldRun): number {
  return a.start < b.start ? -1 : a.start > b.start ? 1 : compareIds(a.id, b.id);
}
