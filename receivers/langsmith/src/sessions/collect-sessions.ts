import type { Sample } from "@genai-collector/polling";
import type { LangsmithIo } from "../ask-langsmith.ts";
import type { ProjectLister } from "../projects/list-projects.ts";
import type { ProjectStatistics } from "../projects/project-fields.ts";
import { sessionLabels } from "../projects/session-labels.ts";
import { sessionMetrics } from "./session-series.ts";
import type { SessionsConfig } from "./sessions-config.ts";

/** What one loop asks for, fixed when it is created. */
export interface SessionsRequest {
  readonly prefix: string;
  readonly sessions: SessionsConfig;
  readonly projects: ProjectLister<ProjectStatistics>;
}

type Value = Omit<Sample, "bucketEnd">;

/** The statistics of every project over the trailing window: all of them, or a rejection. */
export async function collectSessions(request: SessionsRequest, io: LangsmithIo): Promise<readonly Value[]> {
  const { prefix, projects, sessions } = request;
  const from = io.now() - sessions.stats_window;
  const list = await projects.list(io, { from, isApproximate: sessions.use_approx_stats });
  const labels = sessionLabels(list.projects, sessions.session_label_value);
  return list.projects.flatMap((project) => statisticsOf(project, labels.get(project.id!)!, prefix));
}

/** What LangSmith does not tell has no sample: it is never 0. */
function statisticsOf(project: ProjectStatistics, session: string, prefix: string): readonly Value[] {
  return sessionMetrics.flatMap(({ suffix, fields }) =>
    fields.flatMap(({ field, quantile }) => {
      const value = project[field];
      const labels = quantile === undefined ? { session } : { session, quantile };
      return value === undefined ? [] : [{ series: `${prefix}_${suffix}`, labels, value }];
    }),
  );
}
