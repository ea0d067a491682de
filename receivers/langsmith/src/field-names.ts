import { FieldCounts, type FieldSet } from "@genai-collector/polling/fields";
import { billedFields, identityFields, spanFields } from "./projects/project-fields.ts";
import { runFieldNames } from "./runs/run-fields.ts";
import { sessionFieldsOf } from "./sessions/feedback-fields.ts";

const projects: readonly FieldSet<unknown>[] = [
  sessionFieldsOf({ emit_feedback: true, feedback_keys: [], max_feedback_keys: 1 }),
  billedFields,
  identityFields,
  spanFields,
];

/** Every field that is read of an answer: the closed list under which what is not as declared is counted. */
export const fieldNames: readonly string[] = [...new Set([...projects.flatMap(namesOf), ...runFieldNames])].toSorted();

/** Those of entries included. */
function namesOf(set: FieldSet<unknown>): readonly string[] {
  return Object.keys(new FieldCounts(set).report().fields);
}
