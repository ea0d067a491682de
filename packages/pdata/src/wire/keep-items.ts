import type { Signal } from "../payload.ts";
import { Cursor, isMetricData, itemField, messageStart, scopeField } from "./scan.ts";

/** Which fields lead down to the items of a message, level by level. */
type Level = "resource" | "scope" | "metric" | "data" | "item";

/**
 * A new range with only the items that `keep` accepts, by their index in the range and where their bytes lie. What is
 * left without items (a metric, a scope) is left out; everything else stays byte for byte, unknown fields included.
 */
export function keepItems(
  signal: Signal,
  bytes: Uint8Array,
  keep: (index: number, start: number, end: number) => boolean,
): Uint8Array {
  const cursor = new Cursor(bytes, messageStart(bytes));
  const pieces: Uint8Array[] = [];
  const state = { signal, keep, index: 0 };
  const length = copyLevel(state, cursor, bytes.length, "resource", pieces).length;
  return assemble([10], length, pieces);
}

interface State {
  readonly signal: Signal;
  readonly keep: (index: number, start: number, end: number) => boolean;
  index: number;
}

interface Copied {
  readonly length: number;
  readonly items: number;
}

function copyLevel(state: State, cursor: Cursor, limit: number, level: Level, pieces: Uint8Array[]): Copied {
  let length = 0;
  let items = 0;
  const add = (piece: Uint8Array): void => {
    pieces.push(piece);
    length += piece.length;
  };
  for (let fieldStart = cursor.pos; cursor.next(limit); fieldStart = cursor.pos) {
    const { start, end, tag } = cursor;
    const inner = innerLevel(state.signal, level, tag);
    if (inner === undefined) add(cursor.bytes.subarray(fieldStart, end));
    else if (inner === "item") {
      if (!state.keep(state.index++, start, end)) continue;
      items++;
      add(cursor.bytes.subarray(fieldStart, end));
    } else {
      cursor.pos = start;
      const before = state.index;
      const parts: Uint8Array[] = [];
      const copied = copyLevel(state, cursor, end, inner, parts);
      cursor.pos = end;
      items += copied.items;
      // What had items and has none left goes; what was empty before stays.
      if (copied.items > 0 || state.index === before) {
        add(header(tag, copied.length));
        for (const part of parts) add(part);
      }
    }
  }
  return { length, items };
}

function innerLevel(signal: Signal, level: Level, tag: number): Level | undefined {
  switch (level) {
    case "resource":
      return tag === scopeField ? "scope" : undefined;
    case "scope":
      if (tag !== itemField) return undefined;
      return signal === "metrics" ? "metric" : "item";
    case "metric":
      return isMetricData(tag) ? "data" : undefined;
    case "data":
      return tag === 10 ? "item" : undefined;
    case "item":
      return undefined;
  }
}

/** Tag and length. */
function header(tag: number, length: number): Uint8Array {
  return new Uint8Array([...varint(tag), ...varint(length)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** One field of `pieces`, whose lengths add up to `length`. */
function assemble(tag: readonly number[], length: number, pieces: readonly Uint8Array[]): Uint8Array {
  const head = [...tag, ...varint(length)];
  const whole = new Uint8Array(head.length + length);
  whole.set(head);
  let at = head.length;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
