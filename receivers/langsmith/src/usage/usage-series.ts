import type { SeriesTraits } from "@genai-collector/component";

/** The declared series of the loop (langsmith.md §4). */
export function seriesOf(prefix: string, hasSpans: boolean, maxProjects: number): readonly SeriesTraits[] {
  const series = (suffix: string, unit: string, doc: string): SeriesTraits => ({
    name: `${prefix}_${suffix}`,
    unit,
    labels: ["session", "retention_tier"],
    doc: `${doc} Over the trailing stats_window until the poll, not since the last point.`,
    additive: "labels",
    bounds: {
      session: `projects, at most ${maxProjects} (max_sessions)`,
      retention_tier: "longlived, shortlived, unknown, and what LangSmith adds",
    },
    query: `sum by (retention_tier) (${prefix}_${suffix})`,
  });
  return [
    series("usage_traces", "{trace}", "Traces, which LangSmith bills by how long it keeps them."),
    ...(hasSpans ? [series("usage_spans", "{span}", "Runs of all kinds: the spans of the traces.")] : []),
  ];
}
