import {
  AnswerError,
  boolean,
  documentReader,
  FieldCounts,
  fields,
  integer,
  readAnswer,
  records,
  type FieldSet,
} from "@genai-collector/polling/fields";
import { schemaError } from "./schema-error.ts";

/** Where an answer of Portkey's analytics has its rows. */
export type RowList = "data" | "data_points";

/** One question to Portkey's analytics: what it is called in errors, and how its answer is read. */
export interface RowShape<R> {
  /** For example `graph cost`. */
  readonly what: string;
  readonly list: RowList;
  readonly row: FieldSet<R>;
}

/** What an answer of Portkey's analytics held. */
export interface AnswerRows<R> {
  readonly rows: readonly R[];
  /** How many there are on all pages, where the answer tells. */
  readonly total: number | undefined;
  /** Its numbers may be anything, and are not read. */
  readonly isOverQuota: boolean;
  /** How the fields of these rows turned out. */
  readonly counts: FieldCounts;
}

/** Of the list, only whether there is one is looked at: it is no boolean, and told to be of another type. */
const envelopes = {
  data: envelope("data"),
  data_points: envelope("data_points"),
};

function envelope(list: RowList) {
  return fields({
    isOverQuota: boolean("is_quota_exceeded"),
    total: integer("total", { min: 0 }),
    list: boolean(list),
  });
}

/**
 * Reads the rows of an answer, and of each row the declared fields alone. Throws `PORTKEY_SCHEMA` for an answer without
 * a list of objects, since rows that are passed over would be a hole that nobody sees, and an `AnswerError` for what is
 * not JSON.
 */
export function readRows<R>(answer: Uint8Array, shape: RowShape<R>): AnswerRows<R> {
  const set = envelopes[shape.list];
  const found = new FieldCounts(set);
  const { isOverQuota = false, total } = readAnswer(set, answer, { counts: found });
  const counts = new FieldCounts(shape.row);
  if (isOverQuota) return { rows: [], total, isOverQuota, counts };
  const { missing, null: nulls } = found.report().fields["list"]!;
  if (missing + nulls > 0)
    throw schemaError(shape.what, `expected a list under ${shape.list}, found ${missing > 0 ? "nothing" : "null"}`);
  const rows = listedRows(answer, shape, counts);
  return { rows, total, isOverQuota, counts };
}

function listedRows<R>(answer: Uint8Array, { what, list, row }: RowShape<R>, counts: FieldCounts): readonly R[] {
  const reader = documentReader(row, records(list), { counts });
  const rows: R[] = [];
  try {
    reader.feed(answer);
    for (let each = reader.next(); each !== undefined; each = reader.next()) rows.push(each);
    reader.end();
    reader.next();
  } catch (error) {
    if (error instanceof AnswerError) throw schemaError(what, `expected a list under ${list}: ${error.message}`);
    throw error;
  }
  const { malformed, ...others } = counts.skipped;
  if (malformed > 0) throw reader.lastProblem!;
  const skipped = Object.entries(others).find(([, rowsSkipped]) => rowsSkipped > 0);
  if (skipped !== undefined) throw schemaError(what, `expected objects in ${list}, found ${skipped[1]} ${skipped[0]}`);
  return rows;
}
