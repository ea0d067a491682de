import type { Payload } from "./payload.ts";

/** One payload of all ranges, in order: merging is concatenation. A single payload is given back as it is. */
export function merge<P extends Payload>(payloads: readonly P[]): P {
  const first = payloads[0];
  if (first === undefined) throw new RangeError("merge needs a payload");
  return payloads.length === 1 ? first : first.withRanges(payloads.flatMap((payload) => payload.encoded()));
}
