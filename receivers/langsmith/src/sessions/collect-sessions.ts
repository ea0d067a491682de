import type { Sample } from "@genai-collector/polling";
import type { LangsmithIo } from "../ask-langsmith.ts";
import type { ProjectLister } from "../projects/project-lister.ts";
import { sessionLabels } from "../projects/session-labels.ts";
import type { SessionStatistics } from "./feedback-fields.ts";
import { feedbackMetrics } from "./feedback-series.ts";
import { sessionMetrics } from "./session-series.ts";
import type { SessionsConfig } from "./sessions-config.ts";

/** What one loop asks for, fixed when it is created. */
export interface SessionsRequest {
  readonly prefix: string;
  readonly sessions: SessionsConfig;
  readonly projects: ProjectLister<SessionStatistics>;
}

type Value = Omit<Sample, "bucketEnd">;

/**
 * The statistics of every project over the trailing window: all of them, or a rejection. What LangSmith does not tell
 * has no sample: it is never 0.
 */
export async function collectSessions(request: SessionsRequest, io: LangsmithIo): Promise<readonly Value[]> {
  const { prefix, projects, sessions } = request;
  const from = io.now() - sessions.stats_window;
  const list = await projects.list(io, { from, isApproximate: sessions.use_approx_stats });
  reportFeedback(list.projects, io);
  const labels = sessionLabels(list.projects, sessions.session_label_value);
  return list.projects.flatMap((project) => {
    const session = labels.get(project.id!)!;
    return [...statisticsOf(project, session, prefix), ...feedbackOf(project, session, request)];
  });
}

function statisticsOf(project: SessionStatistics, session: string, prefix: string): readonly Value[] {
  return sessionMetrics.flatMap(({ suffix, fields }) =>
    fields.flatMap(({ field, quantile }) => {
      const value = project[field];
      const labels = quantile === undefined ? { session } : { session, quantile };
      return value === undefined ? [] : [{ series: `${prefix}_${suffix}`, labels, value }];
    }),
  );
}

function feedbackOf(
  project: SessionStatistics,
  session: string,
  { prefix, sessions }: SessionsRequest,
): readonly Value[] {
  return feedbackMetrics(sessions).flatMap(({ suffix, source, field }) =>
    [...(project[source]?.kept ?? [])].flatMap(([feedback_key, score]) => {
      const value = score[field];
      return value === undefined ? [] : [{ series: `${prefix}_${suffix}`, labels: { session, feedback_key }, value }];
    }),
  );
}

function reportFeedback(projects: readonly SessionStatistics[], io: LangsmithIo): void {
  const all = projects.flatMap((project) =>
    [project.feedback_stats ?? [], project.session_feedback_stats ?? []].flat(),
  );
  for (const reason of ["unnamed", "beyond"] as const) {
    const count = all.reduce((sum, entries) => sum + entries[reason], 0);
    if (count > 0) io.instruments.feedback_left_out.record(count, { reason });
  }
}
