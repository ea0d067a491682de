import type { ExportContext } from "./export-context.ts";
import type { Chunk } from "./page-reader.ts";
import { exportFields, exportFieldReasons } from "./export-problems.ts";

/** Counts what is odd about the lines and records of a chunk, and says which fields most records do not have as before. */
export function reportRecords(at: ExportContext, chunk: Chunk): void {
  const { io } = at;
  const { unparseable, oversize, repeated, untimed, counts } = chunk;
  if (unparseable > 0) io.skip("line_unparseable", unparseable);
  if (oversize > 0) io.skip("line_oversize", oversize);
  if (repeated > 0) io.instruments.record_problems.record(repeated, { reason: "repeated" });
  if (untimed > 0) io.instruments.record_problems.record(untimed, { reason: "untimed" });
  const writer = at.request.writerOf(at.step.pass);
  const unparsed = writer.takeUnparsedTraceIds();
  if (unparsed > 0) io.instruments.record_problems.record(unparsed, { reason: "trace_id_unparsed" });
  countFields(at, chunk);
  const drifted = counts.drift().map(({ field, outcome }) => `${field} (${outcome})`);
  const problem = drifted.length === 0 ? undefined : new Error(`most records have no good ${drifted.join(", ")}`);
  io.report("fields", problem);
}

function countFields({ io }: ExportContext, { counts }: Chunk): void {
  for (const [member, outcomes] of Object.entries(counts.report().fields)) {
    const field = exportFields.find((name) => name === member) ?? "own";
    for (const reason of exportFieldReasons)
      if (outcomes[reason] > 0) io.instruments.unread_fields.record(outcomes[reason], { field, reason });
  }
}
