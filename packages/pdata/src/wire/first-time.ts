import type { Signal } from "../payload.ts";
import { innerLevel, type Level } from "./descend.ts";
import { Cursor, messageStart } from "./scan.ts";

/** The tag of an item's time: a span's start, a data point's time, a record's time. */
const itemTime: Readonly<Record<Signal, number>> = { traces: 57, metrics: 25, logs: 9 };

/**
 * The time of a range's first item: a span's start, a data point's or a record's time. Undefined where there is no item
 * or it has none. Throws a `WireError`.
 */
export function firstTimeUnixNano(signal: Signal, bytes: Uint8Array): bigint | undefined {
  const cursor = new Cursor(bytes, messageStart(bytes));
  if (!findItem(signal, cursor, "resource", bytes.length)) return undefined;
  let time: bigint | undefined;
  const { start, end } = cursor;
  for (cursor.pos = start; cursor.next(end);) {
    // The last occurrence counts, as in every decoder.
    if (cursor.tag === itemTime[signal]) {
      time = new DataView(bytes.buffer, bytes.byteOffset + cursor.start, 8).getBigUint64(0, true);
    }
  }
  return time;
}

/** Goes to the first item in the message that ends at `limit`: the cursor says where it lies then. */
function findItem(signal: Signal, cursor: Cursor, level: Level, limit: number): boolean {
  while (cursor.next(limit)) {
    const inner = innerLevel(signal, level, cursor.tag);
    if (inner === "item") return true;
    if (inner === undefined) continue;
    const { start, end } = cursor;
    cursor.pos = start;
    if (findItem(signal, cursor, inner, end)) return true;
    cursor.pos = end;
  }
  return false;
}
