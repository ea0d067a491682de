import { Cursor, isMetricData, itemField, messageStart, scopeField } from "@genai-collector/pdata/wire";

/** The tag of a data point in the data of a metric. */
const pointField = 10;
const offsetBasis = 2_166_136_261;

/**
 * One number for each data point of a bucket's ranges, sorted: what stands for its metric, labels and value, in four
 * bytes. Throws a `WireError` for what is no range.
 */
export function pointHashes(ranges: readonly Uint8Array[]): Uint32Array {
  const hashes: number[] = [];
  for (const bytes of ranges) {
    const cursor = new Cursor(bytes, messageStart(bytes));
    eachField(cursor, bytes.length, scopeField, (scopeEnd) =>
      eachField(cursor, scopeEnd, itemField, (metricEnd) => hashMetric(cursor, metricEnd, hashes)),
    );
  }
  return Uint32Array.from(hashes).sort();
}

/** How many points are another than before: one with another value is one, and so is one that came or went. */
export function changedPoints(before: Uint32Array, after: Uint32Array): number {
  let [left, right, same] = [0, 0, 0];
  while (left < before.length && right < after.length) {
    const [a, b] = [before[left]!, after[right]!];
    if (a === b) same++;
    if (a <= b) left++;
    if (b <= a) right++;
  }
  return Math.max(before.length, after.length) - same;
}

/** Enters each field of that tag before `end`, and goes on behind it. */
function eachField(cursor: Cursor, end: number, tag: number, enter: (fieldEnd: number) => void): void {
  while (cursor.next(end)) {
    if (cursor.tag !== tag) continue;
    const fieldEnd = cursor.end;
    cursor.pos = cursor.start;
    enter(fieldEnd);
    cursor.pos = fieldEnd;
  }
}

/** What the metric says of itself goes into each of its points. */
function hashMetric(cursor: Cursor, end: number, hashes: number[]): void {
  const { bytes, pos: start } = cursor;
  let metric = offsetBasis;
  while (cursor.next(end)) {
    if (!isMetricData(cursor.tag)) metric = hash(metric ^ cursor.tag, bytes, cursor.start, cursor.end);
  }
  cursor.pos = start;
  while (cursor.next(end)) {
    if (!isMetricData(cursor.tag)) continue;
    const dataEnd = cursor.end;
    cursor.pos = cursor.start;
    while (cursor.next(dataEnd)) {
      if (cursor.tag === pointField) hashes.push(hash(metric, bytes, cursor.start, cursor.end));
    }
    cursor.pos = dataEnd;
  }
}

/** FNV-1a, from where another one ended. */
function hash(seed: number, bytes: Uint8Array, start: number, end: number): number {
  let value = seed;
  for (let index = start; index < end; index++) value = Math.imul(value ^ bytes[index]!, 16_777_619);
  return value >>> 0;
}
