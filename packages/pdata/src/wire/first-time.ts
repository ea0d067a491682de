import type { Signal } from "../payload.ts";
import { Cursor, isMetricData, itemField, messageStart, scopeField } from "./scan.ts";

/** The tag of an item's time: a span's start, a record's time. */
const itemTime: Readonly<Record<Signal, number>> = { traces: 57, metrics: 25, logs: 9 };

/**
 * The time of a range's first item: a span's start, a data point's or a record's time. Undefined where there is no item
 * or it has none. Throws a `WireError`.
 */
export function firstTimeUnixNano(signal: Signal, bytes: Uint8Array): bigint | undefined {
  const cursor = new Cursor(bytes, messageStart(bytes));
  if (!descend(cursor, bytes.length, (tag) => tag === scopeField)) return undefined;
  const scopeEnd = cursor.end;
  while (descend(cursor, scopeEnd, (tag) => tag === itemField)) {
    const itemEnd = cursor.end;
    const found = signal === "metrics" ? firstPoint(cursor, itemEnd) : timeIn(cursor, itemEnd, itemTime[signal]);
    if (found !== undefined || signal !== "metrics") return found;
    cursor.pos = itemEnd;
  }
  return undefined;
}

function firstPoint(cursor: Cursor, end: number): bigint | undefined {
  if (!descend(cursor, end, isMetricData)) return undefined;
  if (!descend(cursor, cursor.end, (tag) => tag === 10)) return undefined;
  return timeIn(cursor, cursor.end, itemTime.metrics);
}

/** Goes into the next field that `isWanted`, if there is one: `cursor.end` is its end then. */
function descend(cursor: Cursor, limit: number, isWanted: (tag: number) => boolean): boolean {
  while (cursor.next(limit)) {
    if (!isWanted(cursor.tag)) continue;
    cursor.pos = cursor.start;
    return true;
  }
  return false;
}

function timeIn(cursor: Cursor, end: number, tag: number): bigint | undefined {
  let time: bigint | undefined;
  const { bytes } = cursor;
  while (cursor.next(end)) {
    // The last occurrence counts, as in every decoder.
    if (cursor.tag === tag) time = new DataView(bytes.buffer, bytes.byteOffset + cursor.start, 8).getBigUint64(0, true);
  }
  return time;
}
