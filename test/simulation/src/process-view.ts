import type { LaneKey, Runtime } from "@genai-collector/component";
import type { World } from "@genai-collector/testkit";
import type { CoordinationServers } from "./coordination-servers.ts";
import type { ProcessPhases } from "./phases.ts";

/** A process began to save. */
export interface Attempt {
  readonly key: LaneKey;
  readonly time: number;
  readonly epoch: number;
}

/** What the store said of an attempt. */
export interface Answered extends Attempt {
  readonly verdict: "saved" | "unchanged" | "fenced";
}

/** A process leads from now on, until the signal fires. */
export interface BegunTerm {
  readonly source: string;
  readonly floor: number;
  readonly epoch: number;
  readonly signal: AbortSignal;
}

/** What is seen of one process from outside, and what its world holds for it beside the doors of `Runtime`. */
export interface ProcessView {
  readonly world: World;
  readonly phases: ProcessPhases;
  readonly servers: CoordinationServers;
  attempted(attempt: Attempt): void;
  answered(answer: Answered): void;
  led(term: BegunTerm): void;
  /** What was led is led no more. */
  ended(term: BegunTerm): void;
}

const views = new WeakMap<Runtime, ProcessView>();

/** Attaches to a process what is seen of it. */
export function attachView(runtime: Runtime, view: ProcessView): void {
  views.set(runtime, view);
}

/** The view of the process that a component was created in; undefined: nobody looks at it. */
export function viewOf(runtime: Runtime): ProcessView | undefined {
  return views.get(runtime);
}
