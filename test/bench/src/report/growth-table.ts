import type { Growth } from "../scenarios/growth.ts";
import type { Comparison, Figures } from "../trial/compare.ts";
import { formatTable } from "./format-table.ts";

const mebibyte = 1 << 20;

/** A step may cost so much more an item than the first one, and still be no worse than linear: runs differ. */
const allowedGrowth = 1.5;

/** How cost grew: one line a step, the cost of an item beside that of the first step. */
export function growthTable(growth: Growth, steps: readonly Comparison[]): string {
  const withOtelcol = steps.some(({ otelcol }) => otelcol !== undefined);
  const programs = withOtelcol ? (["ours", "otelcol"] as const) : (["ours"] as const);
  const heads = [growth.of, ...programs.flatMap((name) => [`${name} µs/item`, "to first", "peak MiB", "p99 ms"])];
  const rows = steps.map((step, index) => [
    growth.steps[index]!.size.toLocaleString("en-US"),
    ...programs.flatMap((name) => cells(step[name]!, steps[0]![name]!)),
  ]);
  return formatTable(heads, rows);
}

/** Steps of ours that cost more than linearly, or that are void. */
export function growthShortcomings(steps: readonly Comparison[]): string[] {
  return steps.flatMap(({ ours, scenario }) => {
    const factor = costOf(ours) / costOf(steps[0]!.ours);
    const missed = ours.voids.map((why) => `${scenario.name}: void: ${why}`);
    if (!(factor <= allowedGrowth))
      missed.push(`${scenario.name}: an item costs ${factor.toFixed(2)} times what it costs at the first step`);
    return missed;
  });
}

function cells(figures: Figures, first: Figures): string[] {
  return [
    (costOf(figures) * 1e6).toFixed(2),
    `${(costOf(figures) / costOf(first)).toFixed(2)} ×`,
    (figures.median.peakBytes / mebibyte).toFixed(0),
    figures.median.p99Ms.toFixed(1),
  ];
}

/** CPU-seconds an item. */
function costOf({ median }: Figures): number {
  return 1 / median.itemsPerCpuSecond;
}
