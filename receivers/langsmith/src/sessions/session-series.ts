import type { SeriesTraits } from "@genai-collector/component";
import type { ProjectStatistics } from "../projects/project-fields.ts";

/** One metric of a project, and the field that it comes from; a quantile has a field each. */
interface Metric {
  readonly suffix: string;
  readonly unit: string;
  readonly doc: string;
  readonly additive?: "labels";
  readonly fields: readonly {
    readonly field: Exclude<keyof ProjectStatistics, "id" | "name">;
    readonly quantile?: "p50" | "p99";
  }[];
}

const percentiles = (field: "latency" | "first_token") =>
  [
    { field: `${field}_p50`, quantile: "p50" },
    { field: `${field}_p99`, quantile: "p99" },
  ] as const;

/** In the order in which they are emitted (langsmith.md §2.2). */
export const sessionMetrics: readonly Metric[] = [
  {
    suffix: "runs",
    unit: "{run}",
    doc: "Root runs, which are traces.",
    additive: "labels",
    fields: [{ field: "run_count" }],
  },
  { suffix: "latency_seconds", unit: "s", doc: "Duration of root runs.", fields: percentiles("latency") },
  {
    suffix: "first_token_seconds",
    unit: "s",
    doc: "Time to the first token of root runs that stream.",
    fields: percentiles("first_token"),
  },
  { suffix: "tokens", unit: "{token}", doc: "Tokens.", additive: "labels", fields: [{ field: "total_tokens" }] },
  {
    suffix: "prompt_tokens",
    unit: "{token}",
    doc: "Tokens of prompts.",
    additive: "labels",
    fields: [{ field: "prompt_tokens" }],
  },
  {
    suffix: "completion_tokens",
    unit: "{token}",
    doc: "Tokens of completions.",
    additive: "labels",
    fields: [{ field: "completion_tokens" }],
  },
  { suffix: "cost_usd", unit: "{USD}", doc: "Cost.", additive: "labels", fields: [{ field: "total_cost" }] },
  {
    suffix: "prompt_cost_usd",
    unit: "{USD}",
    doc: "Cost of prompts.",
    additive: "labels",
    fields: [{ field: "prompt_cost" }],
  },
  {
    suffix: "completion_cost_usd",
    unit: "{USD}",
    doc: "Cost of completions.",
    additive: "labels",
    fields: [{ field: "completion_cost" }],
  },
  { suffix: "error_rate", unit: "1", doc: "Part of the root runs that failed.", fields: [{ field: "error_rate" }] },
  {
    suffix: "streaming_rate",
    unit: "1",
    doc: "Part of the root runs that streamed.",
    fields: [{ field: "streaming_rate" }],
  },
];

/** The declared series of the loop. */
export function seriesOf(prefix: string, maxProjects: number): readonly SeriesTraits[] {
  return sessionMetrics.map(({ suffix, unit, doc, additive, fields }): SeriesTraits => {
    const hasQuantile = fields.some(({ quantile }) => quantile !== undefined);
    return {
      name: `${prefix}_${suffix}`,
      unit,
      labels: hasQuantile ? ["session", "quantile"] : ["session"],
      doc: `${doc} Over the trailing stats_window until the poll, not since the last point.`,
      additive: additive ?? "no",
      bounds: {
        session: `projects, at most ${maxProjects} (max_sessions)`,
        ...(hasQuantile ? { quantile: "2 values" } : undefined),
      },
      query: additive === undefined ? `max by (session) (${prefix}_${suffix})` : `sum(${prefix}_${suffix})`,
    };
  });
}
