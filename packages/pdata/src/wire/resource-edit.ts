import type { AnyValue } from "../data.ts";
import { encodeAttributes } from "../otlp/encode-common.ts";
import { AttributeKey } from "./attribute-key.ts";
import { AttributeWalk } from "./attribute-walk.ts";
import { Pieces } from "./pieces.ts";
import { ReverseWriter } from "./reverse-writer.ts";
import { Cursor, messageStart } from "./scan.ts";

/** In a range: the resource. In the resource: an attribute. In a request: the range. All are field 1. */
const firstField = 10;

/** Prepared changes of a resource's attributes, to be made in any number of ranges. */
export class ResourceEdit {
  readonly #keys: readonly AttributeKey[];
  readonly #added: Uint8Array;

  /** By key: the new value, in place of every attribute of that name; undefined takes the attribute away. */
  constructor(changes: Readonly<Record<string, AnyValue | undefined>>) {
    this.#keys = Object.keys(changes).map((key) => new AttributeKey(key));
    const pairs = Object.entries(changes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
    const writer = new ReverseWriter(256);
    encodeAttributes(writer, firstField, pairs);
    this.#added = writer.finish();
  }

  /**
   * A new range with the changes made; the bytes that were given stay as they are. New attributes stand behind those
   * that stay. Throws a `WireError`.
   */
  applyTo(bytes: Uint8Array): Uint8Array {
    const [resource, others] = this.#split(bytes);
    const inner = new Pieces(bytes);
    const whole = joined(resource.join(), this.#added);
    const source = new Pieces(whole);
    source.copy(0, whole.length);
    if (whole.length > 0) inner.wrap(firstField, source);
    inner.append(others);
    const range = new Pieces(bytes);
    range.wrap(firstField, inner);
    return range.join();
  }

  /** What stays of the resource, which may come in several parts, and everything else. */
  #split(bytes: Uint8Array): readonly [resource: Pieces, others: Pieces] {
    const cursor = new Cursor(bytes, messageStart(bytes));
    const [resource, others] = [new Pieces(bytes), new Pieces(bytes)];
    for (let fieldStart = cursor.pos; cursor.next(bytes.length); fieldStart = cursor.pos) {
      if (cursor.tag === firstField) this.#copyResource(bytes, cursor.start, cursor.end, resource);
      else others.copy(fieldStart, cursor.end);
    }
    return [resource, others];
  }

  #copyResource(bytes: Uint8Array, start: number, end: number, into: Pieces): void {
    const walk = new AttributeWalk(bytes);
    walk.enter(firstField, start, end);
    let copiedTo = start;
    while (walk.next()) {
      if (!this.#keys.some((key) => key.isAt(bytes, walk.keyStart, walk.keyEnd))) continue;
      into.copy(copiedTo, walk.fieldStart);
      copiedTo = walk.fieldEnd;
    }
    into.copy(copiedTo, end);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
