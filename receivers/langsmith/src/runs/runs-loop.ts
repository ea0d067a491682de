import { windowed, type Loop } from "@genai-collector/polling";
import type { LangsmithConfig } from "../config.ts";
import type { LangsmithInstruments } from "../telemetry.ts";
import { collectRuns } from "./collect-runs.ts";
import { runLogFields } from "./run-log-fields.ts";
import type { RunsConfig } from "./runs-config.ts";
import { runsPlan } from "./runs-plan.ts";
import { runsTools } from "./runs-tools.ts";

/** Runs as log records: each once, when it has ended. */
export function runsLoop(config: LangsmithConfig, runs: RunsConfig): Loop<LangsmithInstruments> {
  const tools = runsTools(runsPlan(config, runs));
  return windowed<LangsmithInstruments>({
    name: "runs",
    cadenceMs: runs.cadence,
    deadlineMs: runs.deadline,
    bootstrapMs: runs.window,
    maxBackfillMs: runs.max_backfill,
    windowMs: runs.window,
    settleMs: runs.settle,
    requestsPerPoll: requestsPerPoll(runs),
    releases: [...new Set([...runs.extra_record_fields, ...runs.extra_indexed_fields])],
    fields: runLogFields(runs),
    collect: (step, io) => collectRuns(tools, step, io),
  });
}

/** When it keeps up: a page for each group of projects, and now and then runs that are held back or late. */
function requestsPerPoll({ session_ids, sessions_per_query }: RunsConfig): number {
  return Math.max(1, Math.ceil(session_ids.length / sessions_per_query)) + 1;
}
