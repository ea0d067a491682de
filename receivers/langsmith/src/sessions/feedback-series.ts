import type { Score } from "./feedback-fields.ts";
import type { SessionsConfig } from "./sessions-config.ts";

/** One metric of a feedback key, and where it comes from. */
export interface FeedbackMetric {
  readonly suffix: string;
  readonly unit: string;
  readonly doc: string;
  readonly isSum: boolean;
  readonly source: "feedback_stats" | "session_feedback_stats";
  readonly field: keyof Score;
}

const ofRuns = { source: "feedback_stats" } as const;
const ofProjects = { source: "session_feedback_stats" } as const;
const score = { suffix: "score", unit: "1", isSum: false, field: "avg" } as const;
const count = { suffix: "count", unit: "{score}", isSum: true, field: "n" } as const;

const means: readonly FeedbackMetric[] = [
  { ...ofRuns, ...score, suffix: "feedback_score", doc: "Mean of the runs' feedback." },
  { ...ofRuns, ...count, suffix: "feedback_count", doc: "How often runs were given feedback." },
  { ...ofProjects, ...score, suffix: "session_feedback_score", doc: "Mean of the project's own feedback." },
  {
    ...ofProjects,
    ...count,
    suffix: "session_feedback_count",
    doc: "How often the project itself was given feedback.",
  },
];

const details: readonly FeedbackMetric[] = [
  {
    ...ofRuns,
    suffix: "feedback_stdev",
    unit: "1",
    isSum: false,
    field: "stdev",
    doc: "Standard deviation of the runs' feedback.",
  },
  {
    ...ofRuns,
    suffix: "feedback_errors",
    unit: "{error}",
    isSum: true,
    field: "errors",
    doc: "Evaluations of runs that failed.",
  },
];

/** What is emitted of feedback. */
export function feedbackMetrics(
  sessions: Pick<SessionsConfig, "emit_feedback" | "emit_feedback_details">,
): readonly FeedbackMetric[] {
  if (!sessions.emit_feedback) return [];
  return sessions.emit_feedback_details ? [...means, ...details] : means;
}
