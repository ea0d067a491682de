import type { Instant } from "@genai-collector/component";

/** A stretch of the window that is exported by itself: `from` belongs to it, `to` does not. */
export interface ExportPart {
  readonly from: Instant;
  readonly to: Instant;
}

/** Vendors tell times in whole seconds. */
const secondMs = 1_000;
/** A part of this length is exported however many pages it has. */
export const smallestPartMs = 60_000;
/** A part that is made for what one held is made smaller by this much: traffic is not even. */
const margin = 0.8;

/**
 * What the vendor is asked for: a second more on both sides, because nobody knows whether it takes its bounds in. Which
 * records belong to the part is then decided record by record.
 */
export function askedBounds({ from, to }: ExportPart): ExportPart {
  return {
    from: Math.floor(from / secondMs) * secondMs - secondMs,
    to: Math.ceil(to / secondMs) * secondMs + secondMs,
  };
}

/** The part that begins at `from`: `partMs` long, or up to the end of the window. */
export function partFrom(from: Instant, partMs: number, windowEnd: Instant): ExportPart {
  return { from, to: Math.min(windowEnd, from + partMs) };
}

/**
 * How long a part should be of which `total` records do not fit into `capacity`. Undefined: it is as small as parts
 * get, or small enough.
 */
export function smallerPartMs({ from, to }: ExportPart, total: number, capacity: number): number | undefined {
  const length = to - from;
  if (total <= capacity || length <= smallestPartMs) return undefined;
  const fitting = Math.floor((length * (capacity / total) * margin) / secondMs) * secondMs;
  const half = Math.floor(length / 2 / secondMs) * secondMs;
  return Math.max(smallestPartMs, Math.min(fitting, half));
}

/** How long the next part should be: twice as long where a whole one held less than a third of what fits. */
export function nextPartMs(
  { from, to }: ExportPart,
  partMs: number,
  total: number | undefined,
  capacity: number,
  windowMs: number,
): number {
  const isRoomy = total !== undefined && total < capacity / 3 && to - from >= partMs;
  return Math.min(windowMs, isRoomy ? partMs * 2 : partMs);
}
