import { expect } from "vitest";
import type { SoakOutcome } from "./soak.ts";

const mebibyte = 1 << 20;

/** A line may rise so much, however long the time: a heap still settles after the warm-up. */
const allowedMebibytes = 16;

/** Everything came out, nothing was refused, and memory stayed where it was. */
export function expectFlat({
  itemsIn,
  itemsOut,
  refused,
  rssGrowthBytes,
  heapGrowthBytes,
  samples,
}: SoakOutcome): void {
  expect(itemsIn).toBeGreaterThan(0);
  expect(itemsOut).toBe(itemsIn);
  expect(refused).toBe(0);
  const grown = { rss: rssGrowthBytes / mebibyte, heap: heapGrowthBytes / mebibyte };
  const mebibytes = (bytes: number): number => Math.round(bytes / mebibyte);
  const course = samples.map((each) => `${mebibytes(each.rssBytes)}/${mebibytes(each.heapBytes)}`).join(" ");
  expect(grown.rss, `MiB resident/heap: ${course}`).toBeLessThan(allowedMebibytes);
  expect(grown.heap, `MiB resident/heap: ${course}`).toBeLessThan(allowedMebibytes);
}
