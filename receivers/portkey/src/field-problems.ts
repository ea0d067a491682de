import type { Io } from "@genai-collector/polling";
import type { FieldCounts, FieldSet, Outcome } from "@genai-collector/polling/fields";
import { wireFields, type PortkeyInstruments } from "./telemetry.ts";

/** A field that some rows of an answer did not have as it was declared. */
export interface FieldProblem {
  /** Its name on the wire. */
  readonly field: string;
  readonly reason: Exclude<Outcome, "fits">;
  readonly rows: number;
}

/** What some rows lacked, in the order of the declarations. */
export function fieldProblems(set: FieldSet<unknown>, counts: FieldCounts): readonly FieldProblem[] {
  const report = counts.report().fields;
  return [...set.fields].flatMap(([name, { path }]) =>
    Object.entries(report[name]!)
      .filter(([outcome, rows]) => outcome !== "fits" && rows > 0)
      .map(([outcome, rows]) => ({ field: path, reason: outcome as FieldProblem["reason"], rows })),
  );
}

/** Counts what was left out, by answer, and lets `part` of the loop be unwell while there is anything. */
export function reportFields(part: string, problems: readonly FieldProblem[], io: Io<PortkeyInstruments>): void {
  for (const { field, reason } of problems) {
    const known = wireFields.find((name) => name === field);
    if (known !== undefined) io.instruments.missing_fields.record(1, { field: known, reason });
  }
  if (problems.length === 0) return io.report(part);
  const told = new Set(problems.map(({ field, reason }) => `${field} (${reason})`));
  io.report(part, new Error(`answers lack ${[...told].join(", ")}; those values are left out`));
}
