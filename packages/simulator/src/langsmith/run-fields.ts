import type { FieldOf } from "./filter.ts";
import { naiveTime } from "./micro-time.ts";
import { nameAt, type Project } from "./project.ts";
import type { SeenRun } from "./seen-run.ts";
import { isRoot } from "./simulated-run.ts";
import { tagsOf } from "./run-content.ts";

const runFieldOf: Readonly<Record<string, (seen: SeenRun) => ReturnType<FieldOf<SeenRun>>>> = {
  id: ({ run }) => run.id,
  name: ({ run }) => run.name,
  run_type: ({ run }) => run.runType,
  status: ({ status }) => status,
  trace_id: ({ run }) => run.trace.runs[0]!.id,
  parent_run_id: ({ run }) => run.parent?.id ?? null,
  session_id: ({ run }) => run.trace.project.id,
  thread_id: ({ run }) => run.trace.threadId ?? null,
  is_root: ({ run }) => isRoot(run),
  start_time: ({ run }) => naiveTime(run.startMicros),
  end_time: ({ endMicros }) => (endMicros === undefined ? null : naiveTime(endMicros)),
  latency: ({ run, endMicros }) => (endMicros === undefined ? null : (endMicros - run.startMicros) / 1e6),
  prompt_tokens: ({ promptTokens }) => promptTokens,
  completion_tokens: ({ completionTokens }) => completionTokens,
  total_tokens: ({ promptTokens, completionTokens }) => promptTokens + completionTokens,
  error: ({ status }) => (status === "error" ? "yes" : null),
  tags: (seen) => tagsOf(seen),
};

/** Fields of runs that a filter may name. */
export const runFields: readonly string[] = Object.keys(runFieldOf);

/** The value of such a field. */
export const runField: FieldOf<SeenRun> = (seen, field) => runFieldOf[field]?.(seen);

/** Fields of projects that a filter may name. */
export const projectFields: readonly string[] = ["id", "name", "start_time", "trace_tier"];

/** The value of such a field at a moment. */
export function projectFieldAt(at: number): FieldOf<Project> {
  return (project, field) =>
    ({
      id: project.id,
      name: nameAt(project, at),
      start_time: naiveTime(project.createdAt * 1_000),
      trace_tier: project.tier,
    })[field];
}
