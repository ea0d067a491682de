import { requestSchemas, type MessageSchema } from "../otlp/schema.ts";
import type { Signal } from "../payload.ts";
import { maxDepth } from "./reader.ts";
import { Cursor } from "./scan.ts";

/** Fields of a range, at any depth, that this release of OTLP does not name. Throws a `WireError`. */
export function countUnknownFields(signal: Signal, bytes: Uint8Array): number {
  return countIn(requestSchemas[signal], new Cursor(bytes), bytes.length, 0);
}

/** Messages in one another. A value in a list of pairs is three, and eight more stand around: the decoder refuses the rest. */
const deepest = 3 * maxDepth + 8;

function countIn(schema: MessageSchema, cursor: Cursor, end: number, depth: number): number {
  let unknown = 0;
  while (cursor.next(end)) {
    const field = schema.fields.get(cursor.tag >>> 3);
    if (field === undefined) unknown++;
    if (field?.message === undefined || depth > deepest) continue;
    const stop = cursor.end;
    cursor.pos = cursor.start;
    unknown += countIn(field.message, cursor, stop, depth + 1);
    cursor.pos = stop;
  }
  return unknown;
}
