// Views over encoded ranges: they allocate nothing per item, and check lengths as they go.
import type { Signal } from "../payload.ts";
import { WireError } from "./wire-error.ts";

/** The tag of a scope in a range. */
export const scopeField = 18;
/** The tag of a span or a record in its scope; of a metric, too, whose points lie two levels further in. */
export const itemField = 18;

/** Where a scan is: passed from level to level instead of objects. */
export class Cursor {
  readonly bytes: Uint8Array;
  pos: number;
  /** Of the field read last. */
  tag = 0;
  /** Start and end of the value of the field read last. */
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array, pos = 0) {
    this.bytes = bytes;
    this.pos = pos;
  }

  /** Reads the next field before `limit`, its tag and where its value lies; false at the end. Throws a `WireError`. */
  next(limit: number): boolean {
    const { bytes, pos } = this;
    if (pos >= limit) return false;
    // Fast path: a field 1 to 15 with a length below 128, as nearly all are. A byte past the end reads as undefined.
    const first = bytes[pos]!;
    const length = bytes[pos + 1]!;
    if ((first & 0x87) === 2 && first > 7 && length < 0x80 && length <= limit - pos - 2) {
      this.tag = first;
      this.start = pos + 2;
      this.end = this.pos = pos + 2 + length;
      return true;
    }
    return this.#nextSlowly(limit);
  }

  #nextSlowly(limit: number): boolean {
    this.tag = this.varint(limit);
    if (this.tag >>> 3 === 0) throw this.#error("field number 0");
    switch (this.tag & 7) {
      case 0:
        this.start = this.pos;
        this.varint(limit);
        this.end = this.pos;
        break;
      case 1:
        this.#fixed(8, limit);
        break;
      case 2: {
        const length = this.varint(limit);
        this.#fixed(length, limit);
        break;
      }
      case 5:
        this.#fixed(4, limit);
        break;
      default:
        throw this.#error(`wire type ${this.tag & 7} of field ${this.tag >>> 3}`);
    }
    return true;
  }

  /** The low 32 bits. */
  varint(limit: number): number {
    const { bytes } = this;
    let { pos } = this;
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (pos >= limit) throw this.#error("a number that ends early");
      const byte = bytes[pos++]!;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.pos = pos;
        return value >>> 0;
      }
    }
    throw this.#error("a number of more than 10 bytes");
  }

  #fixed(length: number, limit: number): void {
    this.start = this.pos;
    if (length > limit - this.pos) throw this.#error(`a value of ${length} bytes, ${limit - this.pos} are left`);
    this.pos += length;
    this.end = this.pos;
  }

  #error(problem: string): WireError {
    return new WireError("PDATA_MALFORMED", problem, this.pos);
  }
}

/** Tags of the data members of a metric: gauge, sum, histogram, exponential histogram, summary. */
export function isMetricData(tag: number): boolean {
  return tag === 42 || tag === 58 || tag === 74 || tag === 82 || tag === 90;
}

/**
 * Spans, data points or records in the message that lies in `[start, end)`: a `Resource*` without its tag and length.
 * Walks down to each item and passes over it. Throws a `WireError` where lengths do not add up.
 */
export function countItems(signal: Signal, bytes: Uint8Array, start: number, end: number): number {
  const cursor = new Cursor(bytes, start);
  let items = 0;
  while (cursor.next(end)) {
    if (cursor.tag !== scopeField) continue;
    const scopeEnd = cursor.end;
    cursor.pos = cursor.start;
    items += signal === "metrics" ? countScopeMetrics(cursor, scopeEnd) : countField(cursor, scopeEnd, itemField);
    cursor.pos = scopeEnd;
  }
  return items;
}

function countScopeMetrics(cursor: Cursor, end: number): number {
  let points = 0;
  while (cursor.next(end)) {
    if (cursor.tag !== itemField) continue;
    const metricEnd = cursor.end;
    cursor.pos = cursor.start;
    points += countPoints(cursor, metricEnd);
    cursor.pos = metricEnd;
  }
  return points;
}

function countPoints(cursor: Cursor, end: number): number {
  let points = 0;
  while (cursor.next(end)) {
    if (!isMetricData(cursor.tag)) continue;
    const dataEnd = cursor.end;
    cursor.pos = cursor.start;
    points += countField(cursor, dataEnd, 10);
    cursor.pos = dataEnd;
  }
  return points;
}

function countField(cursor: Cursor, end: number, tag: number): number {
  let count = 0;
  while (cursor.next(end)) if (cursor.tag === tag) count++;
  return count;
}

/** Where the message of a range begins, behind its tag and length. Throws a `WireError` for what is no range. */
export function messageStart(bytes: Uint8Array): number {
  const cursor = new Cursor(bytes);
  if (!cursor.next(bytes.length) || cursor.tag !== 10 || cursor.end !== bytes.length) {
    throw new WireError("PDATA_MALFORMED", "expected one field 1 that fills the range", 0);
  }
  return cursor.start;
}

/** Items of a range. */
export function countRange(signal: Signal, bytes: Uint8Array): number {
  return countItems(signal, bytes, messageStart(bytes), bytes.length);
}
