/** otelcol's bounds for numbers of items. */
const itemBounds = [
  10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 20_000,
  30_000, 50_000, 100_000,
];

/** otelcol's bounds for sizes: powers of two from 128 to 16 Mi. */
const byteBounds = Array.from({ length: 18 }, (_, power) => 128 * 2 ** power);

/** The semantic conventions' bounds for request durations, then on to an hour for ages and lags. */
const secondBounds = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300, 600, 900, 1_800, 3_600,
];

/** Bucket bounds by unit, since instruments declare none. */
export function boundsFor(unit: string): readonly number[] {
  if (unit === "s") return secondBounds;
  if (unit === "ms") return secondBounds.map((seconds) => seconds * 1_000);
  return unit === "By" ? byteBounds : itemBounds;
}
