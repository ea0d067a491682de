import { innerLevel, type Level } from "./descend.ts";
import { Pieces } from "./pieces.ts";
import { Cursor, isMetricData, messageStart } from "./scan.ts";

/**
 * A range of metrics in which the data of each metric (its gauge, its sum, …) is in one piece. A writer may send a
 * message in several parts, which readers put together; a cut between them would tear the points in one from the
 * temporality in another. Given back as it is where there is nothing to join, as nearly always. Throws a `WireError`.
 */
export function joinData(bytes: Uint8Array): Uint8Array {
  const cursor = new Cursor(bytes, messageStart(bytes));
  if (!isInParts(cursor, "resource", bytes.length)) return bytes;
  const inner = new Pieces(bytes);
  joinBelow(new Cursor(bytes, messageStart(bytes)), "resource", bytes.length, inner);
  const range = new Pieces(bytes);
  range.wrap(10, inner);
  return range.join();
}

/** Whether a metric in the message that ends at `limit` has the same data member twice in a row. */
function isInParts(cursor: Cursor, level: Level, limit: number): boolean {
  let dataTag = 0;
  while (cursor.next(limit)) {
    const { start, end, tag } = cursor;
    if (level === "metric") {
      if (!isMetricData(tag)) continue;
      if (tag === dataTag) return true;
      dataTag = tag;
      continue;
    }
    const inner = innerLevel("metrics", level, tag);
    if (inner === undefined) continue;
    cursor.pos = start;
    if (isInParts(cursor, inner, end)) return true;
    cursor.pos = end;
  }
  return false;
}

function joinBelow(cursor: Cursor, level: Level, limit: number, into: Pieces): void {
  for (let fieldStart = cursor.pos; cursor.next(limit); fieldStart = cursor.pos) {
    const { start, end, tag } = cursor;
    const inner = innerLevel("metrics", level, tag);
    if (inner === undefined) {
      into.copy(fieldStart, end);
      continue;
    }
    const message = new Pieces(cursor.bytes);
    cursor.pos = start;
    if (inner === "metric") joinMetric(cursor, end, message);
    else joinBelow(cursor, inner, end, message);
    cursor.pos = end;
    into.wrap(tag, message);
  }
}

/** One message after the other is the message of both. Another member in between clears what came before it. */
function joinMetric(cursor: Cursor, limit: number, into: Pieces): void {
  let data = new Pieces(cursor.bytes);
  let dataTag = 0;
  for (let fieldStart = cursor.pos; cursor.next(limit); fieldStart = cursor.pos) {
    const { start, end, tag } = cursor;
    if (!isMetricData(tag)) {
      into.copy(fieldStart, end);
      continue;
    }
    if (dataTag !== 0 && tag !== dataTag) {
      into.wrap(dataTag, data);
      data = new Pieces(cursor.bytes);
    }
    dataTag = tag;
    data.copy(start, end);
  }
  if (dataTag !== 0) into.wrap(dataTag, data);
}
