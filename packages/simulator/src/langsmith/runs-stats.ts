import { json } from "../http.ts";
import { ApiError } from "./api-error.ts";
import { drifted } from "./drift.ts";
import type { Endpoint } from "./platform-state.ts";
import { RequestBody } from "./request-body.ts";
import { matcherOf, rangeOf } from "./run-question.ts";
import { statisticsRecord } from "./session-record.ts";
import { runTypes } from "./simulated-run.ts";
import { statisticsOf } from "./window-statistics.ts";
import { knownProjects } from "./workspace-scope.ts";

const notHere = ["last_run_start_time", "session_feedback_stats"];

/** `POST /api/v1/runs/stats`: one object about all runs of some projects, be they roots or not. `select` narrows it. */
export const runsStats: Endpoint = (state, asked) => {
  const body = new RequestBody(asked.body);
  const session = body.texts("session") ?? [];
  if (session.length === 0) throw new ApiError(400, "At least one session must be specified");
  const projects = new Set(knownProjects(state, asked, session));
  const range = rangeOf(body.time("start_time"), body.time("end_time"), asked.now);
  const matches = matcherOf(body, body.oneOf("run_type", runTypes));
  const statistics = statisticsOf(
    state.traffic,
    range,
    asked.now,
    (seen) => projects.has(seen.run.trace.project.id) && matches(seen),
  );
  const record = statisticsRecord(statistics, undefined, state.version, "exact");
  const names = Object.keys(record).filter((name) => !notHere.includes(name));
  const chosen = body.select("select", names) ?? names;
  const answer = Object.fromEntries(Object.entries(record).filter(([name]) => chosen.includes(name)));
  return json(200, drifted([answer], asked.fault, state.seed)[0]);
};
