import type { Signal } from "../payload.ts";
import { innerLevel, type Level } from "./descend.ts";
import { Cursor, messageStart } from "./scan.ts";

/** The tag of the attributes of a span and of a record. */
const itemAttributes: Readonly<Record<"traces" | "logs", number>> = { traces: 74, logs: 50 };
/** The tag of the attributes of a data point, by the tag of the metric's data: OTLP numbers them differently. */
const pointAttributes: ReadonlyMap<number, number> = new Map([
  [42, 58], // gauge
  [58, 58], // sum
  [74, 74], // histogram
  [82, 10], // exponential histogram
  [90, 58], // summary
]);

/**
 * Shows each item of a range, in order: where its message lies, and the tag of its attributes in it. Allocates nothing
 * per item. Throws a `WireError`.
 */
export function walkItems(
  signal: Signal,
  bytes: Uint8Array,
  visit: (start: number, end: number, attributesTag: number) => void,
): void {
  const walk = new ItemWalk(signal, new Cursor(bytes, messageStart(bytes)), visit);
  walk.enter("resource", bytes.length, signal === "metrics" ? 0 : itemAttributes[signal]);
}

class ItemWalk {
  readonly #signal: Signal;
  readonly #cursor: Cursor;
  readonly #visit: (start: number, end: number, attributesTag: number) => void;

  constructor(signal: Signal, cursor: Cursor, visit: (start: number, end: number, attributesTag: number) => void) {
    this.#signal = signal;
    this.#cursor = cursor;
    this.#visit = visit;
  }

  enter(level: Level, limit: number, attributesTag: number): void {
    const cursor = this.#cursor;
    while (cursor.next(limit)) {
      const { start, end, tag } = cursor;
      const inner = innerLevel(this.#signal, level, tag);
      if (inner === "item") this.#visit(start, end, attributesTag);
      else if (inner !== undefined) {
        cursor.pos = start;
        this.enter(inner, end, inner === "data" ? pointAttributes.get(tag)! : attributesTag);
        cursor.pos = end;
      }
    }
  }
}
