import type { Payload, Range } from "./payload.ts";
import { splitRange } from "./wire/split-range.ts";
import { countRange } from "./wire/scan.ts";

/** Two halves by ranges, in order; undefined where there is one range or none. */
export function splitByRanges<P extends Payload>(payload: P): [P, P] | undefined {
  const ranges = payload.encoded();
  if (ranges.length < 2) return undefined;
  const half = ranges.length >> 1;
  return [payload.withRanges(ranges.slice(0, half)), payload.withRanges(ranges.slice(half))];
}

/**
 * Parts of at most `maxItems` items each, in order, cutting ranges where needed: a cut repeats the resource, the scope
 * and the metric around it. A payload that fits is given back as it is.
 */
export function splitByItems<P extends Payload>(payload: P, maxItems: number): P[] {
  if (!(maxItems >= 1)) throw new RangeError(`a part needs room for an item, found ${maxItems}`);
  if (payload.items <= maxItems) return [payload];
  const parts: P[] = [];
  let part: Range[] = [];
  let room = maxItems;
  const close = (): void => {
    if (part.length > 0) parts.push(payload.withRanges(part));
    part = [];
    room = maxItems;
  };
  for (const range of payload.encoded()) {
    const items = countRange(payload.signal, range.bytes);
    // A full part still takes what has no items.
    if (room === 0 && items > 0) close();
    if (items <= room) {
      part.push(range);
      room -= items;
      continue;
    }
    const [first, ...others] = splitRange(payload.signal, range.bytes, room, maxItems);
    part.push({ ...range, bytes: first! });
    for (const bytes of others) {
      close();
      part.push({ ...range, bytes });
    }
    room = maxItems - countRange(payload.signal, others.at(-1)!);
  }
  close();
  return parts;
}
