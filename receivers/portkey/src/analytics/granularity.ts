import { CollectorError } from "@genai-collector/component";
import type { GraphName } from "./graphs.ts";
import type { GraphPoint } from "./parse-graph.ts";

/** One minute: the bucket of every answer to a request that is not wider than 55 minutes. */
export const bucketMs = 60_000;

/** Two points this far apart are the vendor's next coarser regime, not two busy minutes in a quiet stretch. */
const coarseStepMs = 600_000;

/**
 * Throws `PORTKEY_GRANULARITY` (malformed) unless the points are one-minute buckets.
 *
 * A multiple of a minute between two points may be omitted empty buckets, or one of the vendor's coarser regimes
 * (10 minutes, an hour, a day), which are multiples of a minute too. The greatest common divisor of all steps tells them
 * apart where there are at least three points; with two, a step of ten minutes or more counts as coarse.
 */
export function assertMinutes(name: GraphName, points: readonly GraphPoint[]): void {
  const offGrid = points.find((point) => point.start % bucketMs !== 0);
  let divisor = 0;
  for (let i = 1; i < points.length; i++) {
    const step = points[i]!.start - points[i - 1]!.start;
    if (step === 0) throw granularityError(name, `two points at ${new Date(points[i]!.start).toISOString()}`);
    if (step % bucketMs !== 0) throw granularityError(name, `a step of ${step / 1_000} s`);
    divisor = greatestCommonDivisor(divisor, step);
  }
  // No step tells that: all points may be off by the same part of a minute.
  if (offGrid !== undefined)
    throw granularityError(name, `one that begins within a minute, at ${new Date(offGrid.start).toISOString()}`);
  if (points.length >= 3 && divisor > bucketMs)
    throw granularityError(name, `steps that are all multiples of ${divisor / 1_000} s`);
  if (points.length === 2 && divisor >= coarseStepMs)
    throw granularityError(name, `a single step of ${divisor / 1_000} s`);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function granularityError(name: GraphName, found: string): CollectorError {
  return new CollectorError("PORTKEY_GRANULARITY", `graph ${name}: expected one-minute buckets, found ${found}`, {
    kind: "malformed",
  });
}
