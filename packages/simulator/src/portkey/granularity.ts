const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The width of the buckets that the platform chooses for a request of this width: nobody can ask for it. */
export function bucketWidth(requestedMs: number): number {
  if (requestedMs <= 55 * minuteMs) return minuteMs;
  if (requestedMs <= 6 * hourMs) return 10 * minuteMs;
  return requestedMs <= 7 * dayMs ? hourMs : dayMs;
}
