/** A number at a moment. */
export interface Point {
  readonly atMs: number;
  readonly bytes: number;
}

/** Windows into which the time is cut; their minima are what counts. */
const windows = 10;

/**
 * By how many bytes a sawtooth rises from the first moment to the last: the slope of a line through the minima of ten
 * windows, times the time. Garbage that waits for its collection is above the minima, a leak lifts them. Throws with
 * too few points to tell.
 */
export function growthOver(points: readonly Point[]): number {
  if (points.length < windows * 2) throw new Error(`${points.length} samples are too few to tell a slope`);
  const size = Math.ceil(points.length / windows);
  const minima: Point[] = [];
  for (let start = 0; start < points.length; start += size)
    minima.push(
      points.slice(start, start + size).reduce((least, point) => (point.bytes < least.bytes ? point : least)),
    );
  return slopeOf(minima) * (points.at(-1)!.atMs - points[0]!.atMs);
}

/** Theil and Sen's: the median of the slopes between all pairs, which one odd window does not move. */
function slopeOf(points: readonly Point[]): number {
  const slopes: number[] = [];
  for (const [index, from] of points.entries())
    for (const to of points.slice(index + 1)) slopes.push((to.bytes - from.bytes) / (to.atMs - from.atMs));
  slopes.sort((a, b) => a - b);
  const middle = slopes.length >> 1;
  return slopes.length % 2 === 1 ? slopes[middle]! : (slopes[middle - 1]! + slopes[middle]!) / 2;
}
