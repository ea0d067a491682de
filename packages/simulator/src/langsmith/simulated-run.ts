import type { Model } from "./model.ts";
import type { Project } from "./project.ts";

/** What kind of step a run is. The API knows more (`prompt`, `parser`); all are here. */
export type RunType = "llm" | "chain" | "tool" | "retriever" | "embedding" | "prompt" | "parser";

/** Every run type, as the API accepts them in requests. */
export const runTypes: readonly RunType[] = ["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"];

/** How a run ends. */
export type Outcome = "success" | "error" | "interrupted";

/** What a run took, of itself and what it called. Microseconds since 1970 UTC; undefined: not known, or never. */
export interface RunUsage {
  /** Without an end, it was abandoned: it stays pending for ever. */
  readonly endMicros: number | undefined;
  readonly firstTokenMicros: number | undefined;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cacheReadTokens: number;
  readonly reasoningTokens: number;
  /** Undefined where no model that it called has a price. */
  readonly promptNanoUsd: number | undefined;
  readonly completionNanoUsd: number | undefined;
}

/** Of a run that has only begun. */
export const nothingUsed: RunUsage = {
  endMicros: undefined,
  firstTokenMicros: undefined,
  promptTokens: 0,
  completionTokens: 0,
  cacheReadTokens: 0,
  reasoningTokens: 0,
  promptNanoUsd: undefined,
  completionNanoUsd: undefined,
};

/** One run: a span of a trace, as it is once everything about it is known. */
export interface SimulatedRun extends RunUsage {
  readonly id: string;
  readonly trace: SimulatedTrace;
  readonly parent: SimulatedRun | undefined;
  readonly children: readonly SimulatedRun[];
  /** Its place in the trace; 0 is the root. */
  readonly number: number;
  readonly runType: RunType;
  readonly name: string;
  readonly model: Model | undefined;
  /** Microseconds since 1970 UTC. */
  readonly startMicros: number;
  readonly outcome: Outcome;
  /** When the platform knows of its start, and of its end: milliseconds since 1970 UTC. */
  readonly ingestedAt: number;
  readonly finishedAt: number | undefined;
}

/** A root run and everything under it. */
export interface SimulatedTrace {
  readonly project: Project;
  /** Every run of it, the root first. */
  readonly runs: readonly SimulatedRun[];
  readonly threadId: string | undefined;
  /** When it changes after it was over: feedback, tags and, where they are late, costs. Undefined: never. */
  readonly revisedAt: number | undefined;
  readonly hasLateCosts: boolean;
  /** Scores in hundredths that people or judges give at `revisedAt`. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The root of its trace. */
export function isRoot(run: SimulatedRun): boolean {
  return run.parent === undefined;
}

/** A place in the order of runs. */
export interface Position {
  readonly startMicros: number;
  readonly id: string;
}

/** The order of the API: by start, then by id. */
export function compareRuns(a: Position, b: Position): number {
  return a.startMicros - b.startMicros || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
