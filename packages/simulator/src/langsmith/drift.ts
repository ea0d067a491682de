import { hash01 } from "../hash.ts";
import { planted } from "../planted.ts";
import type { LangSmithFaultKind } from "./langsmith-faults.ts";

type Row = Readonly<Record<string, unknown>>;
type Change = (value: unknown, name: string) => Row;

/** Fields of a kind, by the names that runs and projects give them. */
const [moneyField, timeField, enumField] = [/_cost$/, /_time$/, /^(status|run_type|trace_tier)$/];
const readField =
  /^(status|run_type|start_time|end_time|run_count|trace_tier|error_rate|feedback_stats|tags|latency_p\d+|\w+_(tokens|cost))$/;
const numberField = /^(run_count|latency_p\d+|error_rate|latency_seconds|\w+_(tokens|cost))$/;

/** What happens to one field, and to which fields it may happen. */
const changes: Readonly<Partial<Record<LangSmithFaultKind, readonly [RegExp, Change]>>> = {
  missing_field: [readField, () => ({})],
  null_field: [readField, (_, name) => ({ [name]: null })],
  wrong_type: [readField, (_, name) => ({ [name]: { unexpected: [planted.content] } })],
  text_number: [numberField, (value, name) => ({ [name]: String(value) })],
  renamed_field: [readField, (value, name) => ({ [`${name}_v2`]: value })],
  bad_money: [moneyField, (_, name) => ({ [name]: "not-a-number" })],
  not_a_number: [moneyField, (_, name) => ({ [name]: "NaN" })],
  bad_time: [timeField, (_, name) => ({ [name]: "yesterday" })],
  zoned_time: [timeField, (value, name) => ({ [name]: `${String(value).replace("Z", "")}+00:00` })],
  unknown_enum: [enumField, (_, name) => ({ [name]: "brand_new" })],
  missing_id: [/^id$/, () => ({})],
};

/** One row in so many has a field that is larger than a client takes. */
const hugeShare = 1 / 32;

/** The rows as a fault of the schema makes them: in every row one field that it fits, another in each. */
export function drifted(rows: readonly Row[], kind: LangSmithFaultKind | undefined, seed: number): readonly Row[] {
  if (kind === "new_field") return rows.map((row) => ({ ...row, new_prompt: planted.content, new_score: { n: 1 } }));
  if (kind === "huge_field") return withHuge(rows, seed);
  const change = kind === undefined ? undefined : changes[kind];
  if (change === undefined) return rows;
  const [fits, apply] = change;
  return rows.map((row, n) => changed(row, fits, apply, hash01(seed, n, 0xd7)));
}

function changed(row: Row, fits: RegExp, apply: Change, luck: number): Row {
  const names = Object.keys(row).filter((name) => fits.test(name) && row[name] !== null);
  const chosen = names[Math.floor(luck * names.length)];
  if (chosen === undefined) return row;
  const entries = Object.entries(row).flatMap(([name, value]) =>
    name === chosen ? Object.entries(apply(value, name)) : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** The same rows are huge in whatever page they come; of several in one page only the first, to spare memory. */
function withHuge(rows: readonly Row[], seed: number): readonly Row[] {
  const index = rows.findIndex((row) => isHuge(row["id"], seed));
  if (index === -1) return rows;
  return rows.with(index, { ...rows[index]!, extra: { document: planted.content.padEnd(33_554_433, ".") } });
}

/** Whether `huge_field` makes the row of this id huge. */
export function isHuge(id: unknown, seed: number): boolean {
  return typeof id === "string" && hash01(seed, Number.parseInt(id.slice(0, 8), 16)) < hugeShare;
}
