import { ratioOf, type Comparison } from "../trial/compare.ts";

/** Bytes out of both may differ by so much where they are compressed. */
const allowedBytesDifference = 0.1;

/** What a comparison misses of what is asked of it; empty when it misses nothing. Without otelcol only trials count. */
export function shortcomings(comparison: Comparison): string[] {
  const { ours, otelcol, scenario } = comparison;
  const missed = ours.voids.map((why) => `void: ${why}`);
  if (otelcol === undefined) return missed;
  missed.push(...otelcol.voids.map((why) => `otelcol void: ${why}`));
  const ratio = ratioOf(comparison)!;
  if (scenario.asked !== undefined && !(ratio >= scenario.asked))
    missed.push(`${ratio.toFixed(1)} ×, asked for ${scenario.asked} ×`);
  if (!(ours.median.peakBytes <= otelcol.median.peakBytes)) missed.push("more memory than otelcol");
  if (!(ours.median.p99Ms <= otelcol.median.p99Ms)) missed.push("a higher p99 than otelcol");
  const bytes = ours.median.bytesOutPerItem / otelcol.median.bytesOutPerItem;
  if (scenario.isGzipped === true && Math.abs(bytes - 1) > allowedBytesDifference)
    missed.push(`${bytes.toFixed(2)} times otelcol's bytes out`);
  return missed;
}
