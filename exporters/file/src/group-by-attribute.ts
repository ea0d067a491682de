import type { Payload, Range } from "@genai-collector/component";
import { type AttributeKey, AttributeWalk, Cursor, messageStart } from "@genai-collector/pdata/wire";

/** Of a range: its resource. Of the resource: an attribute. */
const firstField = 10;
/** Of an `AnyValue`: its text. */
const textTag = 10;

/** A payload taken apart by the text of one attribute of its resources; undefined: those that have none. */
export function groupByAttribute<P extends Payload>(payload: P, key: AttributeKey): ReadonlyMap<string | undefined, P> {
  const groups = new Map<string | undefined, Range[]>();
  for (const range of payload.encoded()) {
    const text = resourceText(range.bytes, key);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [range]);
    else group.push(range);
  }
  return new Map([...groups].map(([text, ranges]) => [text, payload.withRanges(ranges)]));
}

function resourceText(bytes: Uint8Array, key: AttributeKey): string | undefined {
  const cursor = new Cursor(bytes, messageStart(bytes));
  const walk = new AttributeWalk(bytes);
  let found: string | undefined;
  while (cursor.next(bytes.length)) {
    if (cursor.tag !== firstField) continue;
    walk.enter(firstField, cursor.start, cursor.end);
    while (walk.next()) {
      if (found === undefined && key.isAt(bytes, walk.keyStart, walk.keyEnd))
        found = textIn(bytes, walk.valueStart, walk.valueEnd);
    }
  }
  return found === "" ? undefined : found;
}

function textIn(bytes: Uint8Array, start: number, end: number): string | undefined {
  const cursor = new Cursor(bytes, start);
  let text: string | undefined;
  while (cursor.next(end)) {
    text = cursor.tag === textTag ? new TextDecoder().decode(bytes.subarray(cursor.start, cursor.end)) : undefined;
  }
  return text;
}
