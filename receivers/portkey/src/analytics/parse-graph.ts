import { CollectorError } from "@genai-collector/component";
import { isOverQuota } from "../quota.ts";
import { graphs, type GraphName } from "./graphs.ts";

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
  readonly isQuotaExceeded: boolean;
  /** Names of fields that some point lacked. */
  readonly missingFields: readonly string[];
}

/**
 * Reads the answer of one graph. Looks at the fields that it needs and no other, so that nothing else of the answer can
 * reach a sample.
 *
 * Throws `PORTKEY_SCHEMA` (malformed) for an answer without a list of points, and for a timestamp that is none: what is
 * left would have a hole that nobody sees.
 */
export function parseGraph(name: GraphName, answer: unknown): ParsedGraph {
  if (!isRecord(answer)) throw schemaError(name, "an object", answer);
  const isQuotaExceeded = isOverQuota(answer);
  // A flagged answer is discarded whole, so its points need not make sense.
  if (isQuotaExceeded) return { points: [], isQuotaExceeded, missingFields: [] };
  if (!Array.isArray(answer.data_points)) throw schemaError(name, "a list under data_points", answer.data_points);
  const missing = new Set<string>();
  const points = answer.data_points.map((point: unknown, index) => parsePoint(name, point, index, missing));
  return {
    points: points.toSorted((a, b) => a.start - b.start),
    isQuotaExceeded,
    missingFields: [...missing].toSorted(),
  };
}

function parsePoint(name: GraphName, point: unknown, index: number, missing: Set<string>): GraphPoint {
  if (!isRecord(point)) throw schemaError(name, `an object at data_points[${index}]`, point);
  const start = parseInstant(point.timestamp);
  if (start === undefined)
    throw schemaError(name, `an RFC 3339 time at data_points[${index}].timestamp`, point.timestamp);
  const values = new Map<string, number>();
  for (const { field } of graphs[name].values) {
    const value = parseNumber(point[field]);
    if (value === undefined) missing.add(field);
    else values.set(field, value);
  }
  return { start, values };
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function parseInstant(value: unknown): number | undefined {
  if (typeof value !== "string" || !rfc3339.test(value)) return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : instant;
}

const decimal = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A number, or one written as a string: the vendor's published schema has both. */
function parseNumber(value: unknown): number | undefined {
  if (typeof value === "string") return decimal.test(value) ? finite(Number(value)) : undefined;
  return typeof value === "number" ? finite(value) : undefined;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names the kind of what was found, never its content. */
function schemaError(name: GraphName, expected: string, found: unknown): CollectorError {
  const kind = found === null ? "null" : Array.isArray(found) ? "a list" : typeof found;
  return new CollectorError("PORTKEY_SCHEMA", `graph ${name}: expected ${expected}, found ${kind}`, {
    kind: "malformed",
  });
}
