import { validateRange } from "./otlp/validate-range.ts";
import type { ClientInfo, PayloadOf, Range, Signal } from "./payload.ts";
import { payloadFromRanges } from "./payloads.ts";
import { countItems, Cursor } from "./wire/scan.ts";
import { WireError } from "./wire/wire-error.ts";

/** How a request is parsed. */
export interface ParseOptions {
  /**
   * `shallow` (the default): lengths add up down to each span, data point and record. `full`: everything inside them
   * too, UTF-8 included.
   */
  readonly validate?: "shallow" | "full" | undefined;
  /** Remembered by every range. */
  readonly client?: ClientInfo | undefined;
}

/**
 * A payload over the body of an `Export…ServiceRequest`, without copying it: one range a `Resource*`. Other fields of
 * the request have no meaning in OTLP and are left out. Throws a `WireError`.
 */
export function parseRequest<S extends Signal>(signal: S, body: Uint8Array, options: ParseOptions = {}): PayloadOf<S> {
  // Views of a Buffer are slower to make than views of plain bytes.
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (options.validate === "full") validateRange(signal, bytes);
  const { client } = options;
  const ranges: Range[] = [];
  const cursor = new Cursor(bytes);
  let items = 0;
  try {
    for (let start = 0; cursor.next(bytes.length); start = cursor.pos) {
      if (cursor.tag !== 10) {
        if (cursor.tag >>> 3 === 1)
          throw new WireError("PDATA_MALFORMED", `wire type ${cursor.tag & 7} for a message`, start);
        continue;
      }
      items += countItems(signal, bytes, cursor.start, cursor.end);
      // Most requests have one resource, which then is the whole body.
      const range = start === 0 && cursor.end === bytes.length ? bytes : bytes.subarray(start, cursor.end);
      ranges.push(client === undefined ? { bytes: range } : { bytes: range, client });
    }
  } catch (error) {
    // The scan knows no names: the slow check finds the same fault, and its path.
    if (error instanceof WireError) validateRange(signal, bytes);
    throw error;
  }
  return payloadFromRanges(signal, ranges, items);
}
