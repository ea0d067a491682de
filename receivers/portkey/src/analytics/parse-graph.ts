import { fields, number, time, type FieldSet } from "@genai-collector/polling/fields";
import { readRows, type RowShape } from "../answer-rows.ts";
import { fieldProblems, type FieldProblem } from "../field-problems.ts";
import { schemaError } from "../schema-error.ts";
import { graphNames, graphs, type GraphName } from "./graphs.ts";

/** One bucket of one graph. A value that the answer did not have, or not as a number, is absent. */
export interface GraphPoint {
  /** Milliseconds since 1970 UTC. */
  readonly start: number;
  /** By field name. */
  readonly values: ReadonlyMap<string, number>;
}

export interface ParsedGraph {
  /** Ascending by start. */
  readonly points: readonly GraphPoint[];
  readonly isOverQuota: boolean;
  /** Fields that some point lacked. */
  readonly problems: readonly FieldProblem[];
}

/** A point as it is read: its time, and a number for each of the graph's fields. */
type Row = { readonly timestamp: bigint | undefined } & Readonly<Record<string, bigint | number | undefined>>;

/** No count, cost or latency of a minute is beyond it: a larger one is broken, and would spoil every sum. */
const largestValue = 2 ** 53;

const shapes = Object.fromEntries(graphNames.map((name) => [name, shapeOf(name)])) as Record<GraphName, RowShape<Row>>;

function shapeOf(name: GraphName): RowShape<Row> {
  const bounds = { expected: true, text: true, min: -largestValue, max: largestValue };
  const values = graphs[name].values.map(({ field }) => [field, number(field, bounds)] as const);
  const row = fields({ timestamp: time("timestamp", { expected: true }), ...Object.fromEntries(values) });
  return { what: `graph ${name}`, list: "data_points", row: row as FieldSet<unknown> as FieldSet<Row> };
}

/**
 * Reads the answer of one graph. Looks at the fields that it needs and no other, so that nothing else of the answer can
 * reach a sample.
 *
 * Throws `PORTKEY_SCHEMA` (malformed) for an answer without a list of points, and for a timestamp that is none: what is
 * left would have a hole that nobody sees. Throws an `AnswerError` for what is not JSON.
 */
export function parseGraph(name: GraphName, answer: Uint8Array): ParsedGraph {
  const shape = shapes[name];
  const { rows, isOverQuota, counts } = readRows(answer, shape);
  const points = rows.map((row, index) => pointOf(name, row, index));
  return {
    points: points.toSorted((a, b) => a.start - b.start),
    isOverQuota,
    problems: fieldProblems(shape.row, counts),
  };
}

function pointOf(name: GraphName, row: Row, index: number): GraphPoint {
  if (row.timestamp === undefined)
    throw schemaError(shapes[name].what, `expected an RFC 3339 time at data_points[${index}].timestamp`);
  const values = new Map<string, number>();
  for (const { field } of graphs[name].values) {
    const value = row[field];
    if (typeof value === "number") values.set(field, value);
  }
  return { start: Number(row.timestamp / 1_000_000n), values };
}
