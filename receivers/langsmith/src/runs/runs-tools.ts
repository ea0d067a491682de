import { hash } from "node:crypto";
import { runRecordMaker, type RunRecordMaker } from "./run-record.ts";
import type { RunsConfig } from "./runs-config.ts";
import type { RunsPlan } from "./runs-plan.ts";
import { RunsReader } from "./runs-reader.ts";
import { RunsScope } from "./runs-scope.ts";

/** What every step of the loop shares. Nothing in it is needed to go on: a new process begins without. */
export interface RunsTools {
  readonly plan: RunsPlan;
  readonly reader: RunsReader;
  readonly scope: RunsScope;
  readonly maker: RunRecordMaker;
  /** What the configuration asks, as a hash: tokens of another question lead astray. */
  readonly question: string;
}

/** Made once for each process of a loop. */
export function runsTools(plan: RunsPlan): RunsTools {
  const { config } = plan;
  return {
    plan,
    reader: new RunsReader(plan),
    scope: new RunsScope(config),
    maker: runRecordMaker(plan.fields, config),
    question: questionOf(config),
  };
}

function questionOf(config: RunsConfig): string {
  const { api, session_ids, session_filter, root_only, run_type } = config;
  return hash("sha256", JSON.stringify([api, session_ids, session_filter, root_only, run_type])).slice(0, 16);
}
