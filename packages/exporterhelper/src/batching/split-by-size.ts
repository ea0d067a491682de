import type { Payload, Range, Signal } from "@genai-collector/component";
import { countRange, splitRange } from "@genai-collector/pdata/wire";
import type { BatchSizer } from "./sizer.ts";

/**
 * Parts in order, the first of at most `firstSize`, the others of at most `maxSize`. The first is empty where nothing
 * fits into `firstSize`. By items, a range is cut at the very item; by bytes, only where it does not fit a part of its
 * own. A single item that is larger than `maxSize` bytes is a part by itself. Throws a `WireError` for a range to be cut
 * whose lengths do not add up.
 */
export function splitBySize<P extends Payload>(payload: P, firstSize: number, maxSize: number, sizer: BatchSizer): P[] {
  const parts: Range[][] = [[]];
  let room = firstSize;
  const next = (): void => {
    parts.push([]);
    room = maxSize;
  };
  const put = (range: Range, size: number): void => {
    if (size > room) next();
    parts.at(-1)!.push(range);
    room -= Math.min(room, size);
  };
  for (const range of payload.encoded()) {
    const size = sizer === "items" ? countRange(payload.signal, range.bytes) : range.bytes.length;
    if (size <= room || (sizer === "bytes" && size <= maxSize)) {
      put(range, size);
      continue;
    }
    if (sizer === "bytes") {
      for (const bytes of cutToBytes(payload.signal, range.bytes, maxSize)) put({ ...range, bytes }, bytes.length);
      continue;
    }
    if (room === 0) next();
    for (const bytes of splitRange(payload.signal, range.bytes, room, maxSize))
      put({ ...range, bytes }, countRange(payload.signal, bytes));
  }
  return parts.map((ranges) => payload.withRanges(ranges));
}

/** Parts of at most `maxSize` made of whole ranges: one that is larger is a part by itself. */
export function splitBetweenRanges<P extends Payload>(payload: P, maxSize: number, sizer: BatchSizer): P[] {
  const parts: Range[][] = [];
  let room = 0;
  for (const range of payload.encoded()) {
    const size = sizer === "items" ? countRange(payload.signal, range.bytes) : range.bytes.length;
    if (parts.length === 0 || size > room) {
      parts.push([]);
      room = maxSize;
    }
    parts.at(-1)!.push(range);
    room -= Math.min(room, size);
  }
  return parts.map((ranges) => payload.withRanges(ranges));
}

/** Cuts by the average size of an item, and again what is still too large. */
function cutToBytes(signal: Signal, bytes: Uint8Array, maxBytes: number): Uint8Array[] {
  const items = countRange(signal, bytes);
  if (bytes.length <= maxBytes || items < 2) return [bytes];
  const each = Math.min(Math.max(1, Math.floor((items * maxBytes) / bytes.length)), Math.ceil(items / 2));
  return splitRange(signal, bytes, each, each).flatMap((part) => cutToBytes(signal, part, maxBytes));
}
