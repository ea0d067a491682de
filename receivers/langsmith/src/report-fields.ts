import type { FieldCounts } from "@genai-collector/polling/fields";
import type { LangsmithIo } from "./ask-langsmith.ts";
import { unreadReasons, type LoopName } from "./telemetry.ts";

/** A stranger in a list of a few says little. */
const minRecords = 5;

/**
 * Counts the values of one answer, or of several of one kind, that are not as they were declared, and so were left out or became `_other`, and says
 * which fields are so in most records. Missing and null is how LangSmith says that there is nothing to tell.
 */
export function reportFields(io: LangsmithIo, loop: LoopName, counts: FieldCounts, what = "answers"): void {
  const { fields, skipped } = counts.report();
  for (const [field, outcomes] of Object.entries(fields))
    for (const reason of unreadReasons) countUnread(io, loop, field, reason, outcomes[reason]);
  const records = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  if (records > 0) io.instruments.unread_records.record(records, { loop });
  const drifted = counts.drift({ minRecords }).map(({ field, outcome }) => `${field} (${outcome})`);
  const problem = drifted.length === 0 ? undefined : new Error(`most records have no good ${drifted.join(", ")}`);
  io.report(`fields of ${what}`, problem);
}

function countUnread(
  io: LangsmithIo,
  loop: LoopName,
  field: string,
  reason: (typeof unreadReasons)[number],
  count: number,
): void {
  if (count > 0) io.instruments.unread_fields.record(count, { loop, field, reason });
}
