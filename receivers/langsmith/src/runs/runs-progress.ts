import type { Instant } from "@genai-collector/component";
import { HeldRuns } from "./held-runs.ts";
import type { PastRead } from "./past-reads.ts";
import { walkOf, type RunWalk } from "./run-walk.ts";

/** What a window leaves for the next one. */
export interface RunsCarry {
  readonly held: HeldRuns;
  /** When held runs were asked for last, by the platform's clock. */
  readonly heldAskedAt: Instant;
  /** Read once, and to be read again: the oldest first. */
  readonly reads: readonly PastRead[];
}

/** What a window is read for, in this order: its runs, late runs of windows before, runs that were held back. */
export type RunsPhase = "window" | "late" | "held" | "done";

/** How far a window is, whole: another process goes on from it. */
export interface RunsProgress extends RunsCarry {
  /** What it asks, as far as the configuration says; with another question it is not gone on with. */
  readonly question: string;
  phase: RunsPhase;
  /** Ids of the projects, group by group: the same for the whole window, because tokens are bound to them. */
  groups: readonly (readonly string[])[];
  walk: RunWalk;
  /** When the window's first page was asked for. */
  at: Instant;
  /** Of this window, as in a `PastRead`. */
  seen: number;
  near: string[];
  more: number;
  /** Runs of this window that did not tell when they were taken in. */
  untold: number;
  heldAskedAt: Instant;
  reads: readonly PastRead[];
  /** Phase `late`: how many of the oldest reads are read again, and what was seen of each. */
  due: number;
  seenAgain: number[];
  /** Phase `held`: how many of the held runs were asked for in this window. */
  heldAsked: number;
}

/** Nothing is held, and nothing was read. */
export function emptyCarry(): RunsCarry {
  return { held: new HeldRuns([]), heldAskedAt: 0, reads: [] };
}

/** The start of a window. */
export function beginWindow(
  question: string,
  carry: RunsCarry,
  groups: readonly (readonly string[])[],
  at: Instant,
): RunsProgress {
  return {
    ...carry,
    question,
    phase: "window",
    groups,
    walk: walkOf(0),
    at,
    seen: 0,
    near: [],
    more: 0,
    untold: 0,
    due: 0,
    seenAgain: [],
    heldAsked: 0,
  };
}
