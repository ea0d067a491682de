import type { Signal } from "../payload.ts";
import { innerLevel, type Level } from "./descend.ts";
import { Pieces } from "./pieces.ts";
import { Cursor, messageStart } from "./scan.ts";

/** Tag of a range in its request. */
const rangeTag = 10;

/**
 * A new range with only the items that `keep` accepts, by their index in the range and where their bytes lie. What is
 * left without items (a metric, a scope) is left out; everything else stays byte for byte, unknown fields included.
 * Throws a `WireError`.
 */
export function keepItems(
  signal: Signal,
  bytes: Uint8Array,
  keep: (index: number, start: number, end: number) => boolean,
): Uint8Array {
  const cursor = new Cursor(bytes, messageStart(bytes));
  const inner = new Pieces(bytes);
  new Keeper(signal, cursor, keep).copy("resource", bytes.length, inner);
  const range = new Pieces(bytes);
  range.wrap(rangeTag, inner);
  return range.join();
}

class Keeper {
  readonly #signal: Signal;
  readonly #cursor: Cursor;
  readonly #keep: (index: number, start: number, end: number) => boolean;
  /** Of the next item in the range. */
  #index = 0;

  constructor(signal: Signal, cursor: Cursor, keep: (index: number, start: number, end: number) => boolean) {
    this.#signal = signal;
    this.#cursor = cursor;
    this.#keep = keep;
  }

  /** Copies the message that ends at `limit` without what goes. Gives the number of items that stay. */
  copy(level: Level, limit: number, into: Pieces): number {
    const cursor = this.#cursor;
    let kept = 0;
    for (let fieldStart = cursor.pos; cursor.next(limit); fieldStart = cursor.pos) {
      const { start, end, tag } = cursor;
      const inner = innerLevel(this.#signal, level, tag);
      if (inner === undefined) into.copy(fieldStart, end);
      else if (inner !== "item") kept += this.#copyInner(inner, into);
      else if (this.#keep(this.#index++, start, end)) {
        kept++;
        into.copy(fieldStart, end);
      }
    }
    return kept;
  }

  /** Of the field that the cursor has just read. */
  #copyInner(level: Level, into: Pieces): number {
    const cursor = this.#cursor;
    const { start, end, tag } = cursor;
    const before = this.#index;
    const parts = new Pieces(cursor.bytes);
    cursor.pos = start;
    const kept = this.copy(level, end, parts);
    cursor.pos = end;
    // What had items and has none left goes; what was empty before stays. The data of a metric goes with its metric:
    // when it comes in several parts, the points of one may need what stands in another.
    if (kept > 0 || this.#index === before || level === "data") into.wrap(tag, parts);
    return kept;
  }
}
