import { snapshot, type Loop } from "@genai-collector/polling";
import type { LangsmithConfig } from "../config.ts";
import { ProjectLister } from "../projects/project-lister.ts";
import type { LangsmithInstruments } from "../telemetry.ts";
import { collectSessions } from "./collect-sessions.ts";
import { sessionFieldsOf } from "./feedback-fields.ts";
import { seriesOf } from "./session-series.ts";
import type { SessionsConfig } from "./sessions-config.ts";

/** One point a minute, at most: the grid of the timestamps. */
const bucketMs = 60_000;
/** A page, and one to see that there are no more. */
const leastRequests = 2;

/** Statistics of every project over a trailing window, once a cadence. */
export function sessionsLoop(config: LangsmithConfig, sessions: SessionsConfig): Loop<LangsmithInstruments> {
  const projects = new ProjectLister({
    loop: "sessions",
    fields: sessionFieldsOf(sessions),
    filter: sessions.session_filter,
    pageLimit: sessions.page_limit,
    maxProjects: sessions.max_sessions,
  });
  return snapshot<LangsmithInstruments>({
    name: "sessions",
    cadenceMs: sessions.cadence,
    deadlineMs: sessions.deadline,
    requestsPerPoll: leastRequests,
    bucketMs,
    series: seriesOf(config.metric_prefix, sessions),
    collect: (_moment, io) => collectSessions({ prefix: config.metric_prefix, sessions, projects }, io),
  });
}
