import type { Signal } from "../payload.ts";
import { innerLevel, type Level } from "./descend.ts";
import { joinData } from "./join-data.ts";
import { Pieces } from "./pieces.ts";
import { Cursor, messageStart } from "./scan.ts";

/** Tag of a range in its request. */
const rangeTag = 10;

/**
 * Cuts a range: the first part has `firstItems` items, the others `moreItems` each, the last one what is left. Each
 * part repeats the resource, the scope and the metric around its items, unknown fields included. One pass, whatever the
 * number of parts. Throws a `WireError`.
 */
export function splitRange(signal: Signal, bytes: Uint8Array, firstItems: number, moreItems: number): Uint8Array[] {
  const whole = signal === "metrics" ? joinData(bytes) : bytes;
  const cursor = new Cursor(whole, messageStart(whole));
  const cutter = new RangeCutter(signal, cursor, firstItems, moreItems);
  return cutter.cut(whole.length);
}

/** A message on the way to the items that is being copied. */
interface Open {
  readonly tag: number;
  /** Its fields that are no step towards items, before the first such step and behind it: every part needs them. */
  readonly before: Pieces;
  readonly after: Pieces;
  /** What the current part has of it. */
  contents: Pieces;
  /** How many items of the range came before it. */
  readonly itemsBefore: number;
}

class RangeCutter {
  readonly #signal: Signal;
  readonly #cursor: Cursor;
  readonly #moreItems: number;
  readonly #open: Open[] = [];
  readonly #parts: Uint8Array[] = [];
  #room: number;
  #items = 0;

  constructor(signal: Signal, cursor: Cursor, firstItems: number, moreItems: number) {
    this.#signal = signal;
    this.#cursor = cursor;
    this.#room = firstItems;
    this.#moreItems = moreItems;
  }

  cut(limit: number): Uint8Array[] {
    this.#enter(rangeTag, "resource", limit);
    if (this.#open[0]!.contents.length > 0 || this.#parts.length === 0) this.#closePart();
    return this.#parts;
  }

  /** Copies the message that ends at `limit`, its own tag and length read already. */
  #enter(tag: number, level: Level, limit: number): void {
    const cursor = this.#cursor;
    this.#open.push(this.#frame(tag, level, limit));
    for (let fieldStart = cursor.pos; cursor.next(limit); fieldStart = cursor.pos) {
      const { start, end } = cursor;
      const inner = innerLevel(this.#signal, level, cursor.tag);
      if (inner === undefined) continue;
      if (inner === "item") {
        this.#addItem(fieldStart, end);
        continue;
      }
      const innerTag = cursor.tag;
      cursor.pos = start;
      this.#enter(innerTag, inner, end);
      cursor.pos = end;
      this.#leave();
    }
  }

  /** Looks ahead for the fields of a message that every part repeats. */
  #frame(tag: number, level: Level, limit: number): Open {
    const ahead = new Cursor(this.#cursor.bytes, this.#cursor.pos);
    const [before, after] = [new Pieces(ahead.bytes), new Pieces(ahead.bytes)];
    let into = before;
    for (let fieldStart = ahead.pos; ahead.next(limit); fieldStart = ahead.pos) {
      if (innerLevel(this.#signal, level, ahead.tag) === undefined) into.copy(fieldStart, ahead.end);
      else into = after;
    }
    return { tag, before, after, contents: new Pieces(ahead.bytes), itemsBefore: this.#items };
  }

  #addItem(start: number, end: number): void {
    if (this.#room === 0) {
      this.#closePart();
      this.#room = this.#moreItems;
    }
    this.#open.at(-1)!.contents.copy(start, end);
    this.#room -= 1;
    this.#items += 1;
  }

  /** The innermost message is complete. What never had an item stays; what had its last one in a closed part is done. */
  #leave(): void {
    const { tag, before, after, contents, itemsBefore } = this.#open.pop()!;
    if (contents.length > 0 || itemsBefore === this.#items)
      this.#wrapInto(this.#open.at(-1)!.contents, tag, before, contents, after);
  }

  /** Wraps what is open, from the inside to the outside, and begins anew with all of it. */
  #closePart(): void {
    const { bytes } = this.#cursor;
    for (let depth = this.#open.length - 1; depth > 0; depth--) {
      const { tag, before, after, contents } = this.#open[depth]!;
      if (contents.length > 0) this.#wrapInto(this.#open[depth - 1]!.contents, tag, before, contents, after);
      this.#open[depth]!.contents = new Pieces(bytes);
    }
    const outer = this.#open[0]!;
    const range = new Pieces(bytes);
    this.#wrapInto(range, outer.tag, outer.before, outer.contents, outer.after);
    this.#parts.push(range.join());
    outer.contents = new Pieces(bytes);
  }

  #wrapInto(into: Pieces, tag: number, before: Pieces, contents: Pieces, after: Pieces): void {
    const message = new Pieces(this.#cursor.bytes);
    message.append(before);
    message.append(contents);
    message.append(after);
    into.wrap(tag, message);
  }
}
