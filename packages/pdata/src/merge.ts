import type { Payload } from "./payload.ts";

/** One payload of all ranges, in order: merging is concatenation. A single payload is given back as it is. */
export function merge<P extends Payload>(payloads: readonly P[]): P {
  const first = payloads[0];
  if (first === undefined) throw new RangeError("merge needs a payload");
  if (payloads.length === 1) return first;
  const ranges = payloads.flatMap((payload) => payload.encoded());
  // They have been counted, as a rule; to count all of it again costs more than everything else on the way.
  return first.withRanges(
    ranges,
    payloads.reduce((items, payload) => items + payload.items, 0),
  );
}
