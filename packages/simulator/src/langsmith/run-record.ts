import { uuidOf } from "./identity.ts";
import { compactTime, naiveTime } from "./micro-time.ts";
import { added, usd, usdText } from "./money.ts";
import { retentionMs } from "./project.ts";
import { nameOf, runContent, tagsOf } from "./run-content.ts";
import { seenAt, type SeenRun } from "./seen-run.ts";
import { feedbackRecord } from "./feedback-record.ts";
import { isRoot, type SimulatedRun } from "./simulated-run.ts";

/** How records are made. */
export interface RecordOptions {
  readonly seed: number;
  /** Whether runs have costs, or null with the costs in their details alone, as one instance was seen to answer. */
  readonly runCosts: "priced" | "details_only";
}

/** A record as the API sends it. */
export type ApiRecord = Readonly<Record<string, unknown>>;

/** The place of a run in its trace, by times and ids from the root on. */
export function dottedOrder(run: SimulatedRun): string {
  const own = `${compactTime(run.startMicros)}${run.id}`;
  return run.parent === undefined ? own : `${dottedOrder(run.parent)}.${own}`;
}

/** The v1 record of a run at a moment: every field, content included, whatever was selected (as 0.13.5 answers). */
export function runRecord(seen: SeenRun, at: number, options: RecordOptions): Record<string, unknown> {
  return {
    ...identity(seen, at),
    ...times(seen),
    ...usage(seen, options),
    ...operations(seen, options.seed),
    ...runContent(options.seed, seen),
  };
}

function identity(seen: SeenRun, at: number): ApiRecord {
  const { run, status } = seen;
  const { trace } = run;
  return {
    id: run.id,
    trace_id: trace.runs[0]!.id,
    session_id: trace.project.id,
    parent_run_id: run.parent?.id ?? null,
    parent_run_ids: ancestors(run),
    child_run_ids: run.children.filter((child) => seenAt(child, at) !== undefined).map((child) => child.id),
    name: nameOf(run),
    run_type: run.runType,
    status,
    dotted_order: dottedOrder(run),
    thread_id: trace.threadId ?? null,
    execution_order: run.number + 1,
    app_path: `/o/${trace.project.id.slice(0, 8)}/r/${run.id}`,
  };
}

function ancestors(run: SimulatedRun): readonly string[] {
  return run.parent === undefined ? [] : [...ancestors(run.parent), run.parent.id];
}

function times(seen: SeenRun): ApiRecord {
  const { run } = seen;
  const root = run.trace.runs[0]!;
  const orNull = (micros: number | undefined): string | null => (micros === undefined ? null : naiveTime(micros));
  return {
    start_time: naiveTime(run.startMicros),
    end_time: orNull(seen.endMicros),
    first_token_time: orNull(seen.firstTokenMicros),
    last_queued_at: null,
    inserted_at: naiveTime(run.ingestedAt * 1_000),
    trace_first_received_at: naiveTime(root.ingestedAt * 1_000),
    trace_min_start_time: naiveTime(root.startMicros),
    trace_max_start_time: naiveTime(run.trace.runs.at(-1)!.startMicros),
  };
}

function usage(seen: SeenRun, { runCosts }: RecordOptions): ApiRecord {
  const { promptTokens, completionTokens, cacheReadTokens, reasoningTokens, promptNanoUsd, completionNanoUsd } = seen;
  const isPriced = runCosts === "priced";
  // Some releases send numbers, others texts, and one run may have both.
  const money = (nanoUsd: number | undefined, isText: boolean): number | string | null =>
    nanoUsd === undefined || !isPriced ? null : isText ? usdText(nanoUsd) : usd(nanoUsd);
  const details = (nanoUsd: number | undefined): ApiRecord | null =>
    nanoUsd === undefined ? null : { standard: usdText(nanoUsd) };
  const isEven = seen.run.number % 2 === 0;
  return {
    total_tokens: promptTokens + completionTokens,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    prompt_token_details: cacheReadTokens === 0 ? null : { cache_read: cacheReadTokens },
    completion_token_details: reasoningTokens === 0 ? null : { reasoning: reasoningTokens },
    total_cost: money(added(promptNanoUsd, completionNanoUsd), isEven),
    prompt_cost: money(promptNanoUsd, true),
    completion_cost: money(completionNanoUsd, !isEven),
    prompt_cost_details: details(promptNanoUsd),
    completion_cost_details: details(completionNanoUsd),
  };
}

function operations(seen: SeenRun, seed: number): ApiRecord {
  const { run, isRevised } = seen;
  const isUpgraded = isRevised && isRoot(run);
  const { project } = run.trace;
  return {
    tags: tagsOf(seen),
    price_model_id: seen.promptNanoUsd === undefined ? null : uuidOf(seed, 0x9c, run.model?.firstTokenMs ?? 0),
    in_dataset: false,
    reference_example_id: null,
    reference_dataset_id: null,
    // Null at scale: only what was given feedback says its tier.
    trace_tier: isUpgraded ? "longlived" : null,
    trace_upgrade: isUpgraded,
    ttl_seconds: retentionMs(project) / 1_000,
    feedback_stats: isRoot(run) ? feedbackRecord(scored(seen.scores), isRevised ? 1 : 0) : null,
    manifest_id: uuidOf(seed, 0x3a, run.number),
  };
}

function scored(scores: Readonly<Record<string, number>>): Parameters<typeof feedbackRecord>[0] {
  return new Map(Object.entries(scores).map(([key, score]) => [key, { n: 1, avg: score / 100, stdev: 0 }]));
}
