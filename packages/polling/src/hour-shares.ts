import type { Instant } from "@genai-collector/component";

export const hourMs = 3_600_000;

/** As many as stores keep one by one: what is older is one sum anyway. */
const mostHours = 26;

/** So much of an hour. */
export interface HourShare {
  /** Its beginning. */
  readonly hour: Instant;
  readonly ms: number;
}

/** The hour that an instant ends in, as `(hour, hour + 1 h]`: a bucket that ends at eleven is of the hour from ten on. */
export function hourOf(end: Instant): Instant {
  return Math.ceil(end / hourMs) * hourMs - hourMs;
}

/**
 * The time in `(from, to]` by hours, oldest first. With buckets, the time of one is of the hour that it ends in; without
 * (`bucketMs` undefined), time is cut at hours. The newest 26 hours are told one by one, all before them as one. However a
 * stretch is cut in two, the shares of its parts are those of the whole.
 */
export function sharesByHour(from: Instant, to: Instant, bucketMs: number | undefined): readonly HourShare[] {
  const shares: HourShare[] = [];
  for (let end = to; end > from;) {
    const bucketEnd = bucketMs === undefined ? end : Math.ceil(end / bucketMs) * bucketMs;
    const hour = hourOf(bucketEnd);
    const begin = bucketMs === undefined ? hour : Math.floor(hour / bucketMs) * bucketMs;
    const start = shares.length < mostHours ? Math.max(from, begin) : from;
    shares.push({ hour, ms: end - start });
    end = start;
  }
  return shares.toReversed();
}
