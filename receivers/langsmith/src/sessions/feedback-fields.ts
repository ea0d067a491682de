import {
  entries,
  fields,
  integer,
  number,
  type Entries,
  type FieldSet,
  type RecordOf,
} from "@genai-collector/polling/fields";
import { statistics, type ProjectStatistics } from "../projects/project-fields.ts";
import type { SessionsConfig } from "./sessions-config.ts";

const score = {
  avg: number("avg"),
  n: integer("n", { min: 0 }),
  stdev: number("stdev", { min: 0 }),
  errors: integer("errors", { min: 0 }),
};
const scoreFields = fields(score);

/** What is read of the feedback under one key. What people chose and wrote stands beside it, and is not. */
export type Score = RecordOf<typeof score>;

/** A project's statistics, and its feedback where the loop emits it: by key, those that have a mean. */
export interface SessionStatistics extends ProjectStatistics {
  /** Of its runs. */
  readonly feedback_stats?: Entries<Score> | undefined;
  /** Of the project as a whole. */
  readonly session_feedback_stats?: Entries<Score> | undefined;
}

type FeedbackScope = Pick<SessionsConfig, "emit_feedback" | "feedback_keys" | "max_feedback_keys">;

/** What the sessions loop reads of a project. */
export function sessionFieldsOf(scope: FeedbackScope): FieldSet<SessionStatistics> {
  if (!scope.emit_feedback) return fields(statistics);
  const { feedback_keys: keys, max_feedback_keys: max } = scope;
  const options = { needs: "avg", max, ...(keys.length === 0 ? {} : { keys }) } as const;
  return fields({
    ...statistics,
    feedback_stats: entries("feedback_stats", scoreFields, options),
    session_feedback_stats: entries("session_feedback_stats", scoreFields, options),
  });
}
