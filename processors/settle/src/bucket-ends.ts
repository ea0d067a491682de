import { CollectorError, type Instant, type Metrics } from "@genai-collector/component";
import { firstTimeUnixNano } from "@genai-collector/pdata";

/**
 * The end of each range's bucket. A polled range is one bucket, so its first point tells the time of all. Throws
 * (`malformed`) for a range that has none.
 */
export function bucketEnds(payload: Metrics): readonly Instant[] {
  return payload.encoded().map((range) => {
    const nanos = firstTimeUnixNano("metrics", range.bytes);
    if (nanos === undefined || nanos === 0n) {
      throw new CollectorError("SETTLE_NO_TIME", "a polled resource has no data point that tells its bucket", {
        kind: "malformed",
      });
    }
    return Number(nanos / 1_000_000n);
  });
}
