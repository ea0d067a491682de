import { planted } from "../planted.ts";
import { feedbackRecord, projectFeedback } from "./feedback-record.ts";
import { uuidOf } from "./identity.ts";
import { naiveTime } from "./micro-time.ts";
import { added, usd, usdText } from "./money.ts";
import type { LangSmithVersion } from "./platform-state.ts";
import { nameAt, type Project } from "./project.ts";
import type { ApiRecord } from "./run-record.ts";
import type { Statistics } from "./statistics.ts";

/** The id of a workspace (the API says tenant). */
export function tenantId(seed: number, workspace: number): string {
  return uuidOf(seed, 0x7e, workspace);
}

/** A project without statistics. */
export function projectRecord(seed: number, project: Project, at: number): ApiRecord {
  return {
    id: project.id,
    tenant_id: tenantId(seed, project.workspace ?? 0),
    name: nameAt(project, at),
    start_time: naiveTime(project.createdAt * 1_000),
    end_time: null,
    description: `${planted.content}; owner ${planted.person}`,
    extra: { metadata: { git: { branch: "main", author: planted.person }, key: planted.secret } },
    default_dataset_id: null,
    reference_dataset_id: null,
    trace_tier: project.tier,
  };
}

/** How percentiles are told: exactly, or to two digits when the request allows an approximation. */
export type Precision = "exact" | "approximate";

/** What a project's statistics add to it. Costs are numbers up to 0.13.5 and texts later. */
export function statisticsRecord(
  statistics: Statistics,
  lastStart: number | undefined,
  version: LangSmithVersion,
  precision: Precision,
): ApiRecord {
  const { promptTokens, completionTokens, promptNanoUsd, completionNanoUsd, feedback } = statistics;
  const money = (nanoUsd: number | undefined): number | string | null =>
    nanoUsd === undefined ? null : version === "0.13.5" ? usd(nanoUsd) : usdText(nanoUsd);
  const percentile = (seconds: number | undefined): number | null =>
    seconds === undefined ? null : precision === "exact" ? seconds : Number(seconds.toPrecision(2));
  const scored = feedback.get("helpful")?.n ?? 0;
  return {
    last_run_start_time: lastStart === undefined ? null : naiveTime(lastStart),
    run_count: statistics.runCount,
    latency_p50: percentile(statistics.latencyP50),
    latency_p99: percentile(statistics.latencyP99),
    first_token_p50: percentile(statistics.firstTokenP50),
    first_token_p99: percentile(statistics.firstTokenP99),
    total_tokens: promptTokens + completionTokens,
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_cost: money(added(promptNanoUsd, completionNanoUsd)),
    prompt_cost: money(promptNanoUsd),
    completion_cost: money(completionNanoUsd),
    error_rate: statistics.errorRate ?? null,
    streaming_rate: statistics.streamingRate ?? null,
    feedback_stats: feedbackRecord(feedback, scored),
    session_feedback_stats: feedbackRecord(projectFeedback, 1),
    run_facets: version === "0.13.5" ? null : [{ key: "metadata", value: planted.person, query: planted.content }],
  };
}
