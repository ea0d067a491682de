import { retentionMs } from "./project.ts";
import { isRoot, nothingUsed, type Outcome, type RunUsage, type SimulatedRun } from "./simulated-run.ts";

/** A run as the platform knows it at one moment. */
export interface SeenRun extends RunUsage {
  readonly run: SimulatedRun;
  readonly status: "pending" | Outcome;
  /** Hundredths, by key; roots have them, once they were given. */
  readonly scores: Readonly<Record<string, number>>;
  /** Whether it was changed after its end. */
  readonly isRevised: boolean;
}

/** Since the beginning and for ever: the last word about every run, kept or not. */
export const atLast = Number.POSITIVE_INFINITY;

/** The run at a moment (milliseconds since 1970 UTC). Undefined while it has not shown, and when it is not kept any more. */
export function seenAt(run: SimulatedRun, at: number): SeenRun | undefined {
  const { trace, finishedAt } = run;
  if (at < run.ingestedAt || isForgotten(run, at)) return undefined;
  if (finishedAt === undefined || at < finishedAt) return pending(run);
  const isRevised = trace.revisedAt !== undefined && at >= trace.revisedAt;
  const isPriced = isRevised || !trace.hasLateCosts;
  return {
    run,
    status: run.outcome,
    endMicros: run.endMicros,
    firstTokenMicros: run.firstTokenMicros,
    promptTokens: run.promptTokens,
    completionTokens: run.completionTokens,
    cacheReadTokens: run.cacheReadTokens,
    reasoningTokens: run.reasoningTokens,
    promptNanoUsd: isPriced ? run.promptNanoUsd : undefined,
    completionNanoUsd: isPriced ? run.completionNanoUsd : undefined,
    scores: isRevised && isRoot(run) ? trace.scores : {},
    isRevised,
  };
}

function isForgotten(run: SimulatedRun, at: number): boolean {
  if (at === atLast) return false;
  const { project } = run.trace;
  const isGone = project.removedAt !== undefined && at >= project.removedAt;
  return isGone || at - run.startMicros / 1_000 > retentionMs(project);
}

function pending(run: SimulatedRun): SeenRun {
  return {
    run,
    status: "pending",
    ...nothingUsed,
    scores: {},
    isRevised: false,
  };
}
