import type { SeriesTraits } from "@genai-collector/component";
import type { ProjectStatistics } from "../projects/project-fields.ts";
import { feedbackMetrics } from "./feedback-series.ts";
import type { SessionsConfig } from "./sessions-config.ts";

type Field = Exclude<keyof ProjectStatistics, "id" | "name">;

/** One metric of a project, and the field that it comes from; a quantile has a field each. */
interface Metric {
  readonly suffix: string;
  readonly unit: string;
  readonly doc: string;
  readonly isSum: boolean;
  readonly fields: readonly { readonly field: Field; readonly quantile?: "p50" | "p99" }[];
}

/** A number of things that happened: of several projects, it adds up. */
const sum = (suffix: string, unit: string, field: Field, doc: string): Metric => ({
  suffix,
  unit,
  doc,
  isSum: true,
  fields: [{ field }],
});
const rate = (suffix: string, field: Field, doc: string): Metric => ({
  suffix,
  unit: "1",
  doc,
  isSum: false,
  fields: [{ field }],
});
const percentiles = (suffix: string, field: "latency" | "first_token", doc: string): Metric => ({
  suffix,
  unit: "s",
  doc,
  isSum: false,
  fields: [
    { field: `${field}_p50`, quantile: "p50" },
    { field: `${field}_p99`, quantile: "p99" },
  ],
});

/** In the order in which they are emitted (langsmith.md §2.2). */
export const sessionMetrics: readonly Metric[] = [
  sum("runs", "{run}", "run_count", "Root runs, which are traces."),
  percentiles("latency_seconds", "latency", "Duration of root runs."),
  percentiles("first_token_seconds", "first_token", "Time to the first token of root runs that stream."),
  sum("tokens", "{token}", "total_tokens", "Tokens."),
  sum("prompt_tokens", "{token}", "prompt_tokens", "Tokens of prompts."),
  sum("completion_tokens", "{token}", "completion_tokens", "Tokens of completions."),
  sum("cost_usd", "{USD}", "total_cost", "Cost."),
  sum("prompt_cost_usd", "{USD}", "prompt_cost", "Cost of prompts."),
  sum("completion_cost_usd", "{USD}", "completion_cost", "Cost of completions."),
  rate("error_rate", "error_rate", "Part of the root runs that failed."),
  rate("streaming_rate", "streaming_rate", "Part of the root runs that streamed."),
];

/** How every value of the receiver's metrics is to be read. */
export const rolling = "Over the trailing stats_window until the poll, not since the last point.";

/** The declared series of the loop. */
export function seriesOf(prefix: string, sessions: SessionsConfig): readonly SeriesTraits[] {
  const session = `projects, at most ${sessions.max_sessions} (max_sessions)`;
  const own = sessionMetrics.map(({ suffix, unit, doc, isSum, fields }): SeriesTraits => {
    const name = `${prefix}_${suffix}`;
    const hasQuantile = fields.length > 1;
    return {
      name,
      unit,
      labels: hasQuantile ? ["session", "quantile"] : ["session"],
      doc: `${doc} ${rolling}`,
      additive: isSum ? "labels" : "no",
      bounds: { session, ...(hasQuantile ? { quantile: "2 values" } : undefined) },
      query: isSum ? `sum(${name})` : `max by (session) (${name}${hasQuantile ? '{quantile="p99"}' : ""})`,
    };
  });
  const feedback = feedbackMetrics(sessions).map(({ suffix, unit, doc, isSum }): SeriesTraits => {
    const name = `${prefix}_${suffix}`;
    return {
      name,
      unit,
      labels: ["session", "feedback_key"],
      doc: `${doc} ${rolling}`,
      additive: isSum ? "labels" : "no",
      bounds: { session, feedback_key: `numeric feedback of a project, at most ${sessions.max_feedback_keys} keys` },
      query: isSum ? `sum by (feedback_key) (${name})` : `avg by (feedback_key) (${name})`,
    };
  });
  return [...own, ...feedback];
}
