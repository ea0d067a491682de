import type { WorkerComparison } from "../trial/compare-workers.ts";
import { formatTable } from "./format-table.ts";

const mebibyte = 1 << 20;

/** What two workers do beside what one does: one line a scenario. */
export function workerTable(outcomes: readonly WorkerComparison[]): string {
  const heads = ["scenario", "workers", "items/CPU-s", "to one", "items/s", "to one", "p99 ms", "peak MiB"];
  const rows = outcomes.flatMap((outcome) =>
    (["one", "two"] as const).map((name) => {
      const { median } = outcome[name];
      const first = outcome.one.median;
      return [
        outcome.scaling.name,
        name === "one" ? "1" : "2",
        Math.round(median.itemsPerCpuSecond).toLocaleString("en-US"),
        `${(median.itemsPerCpuSecond / first.itemsPerCpuSecond).toFixed(2)} ×`,
        Math.round(median.itemsPerSecond).toLocaleString("en-US"),
        `${(median.itemsPerSecond / first.itemsPerSecond).toFixed(2)} ×`,
        median.p99Ms.toFixed(1),
        (median.peakBytes / mebibyte).toFixed(0),
      ];
    }),
  );
  return formatTable(heads, rows);
}

/** What two workers miss of what is asked of them. */
export function workerShortcomings({ scaling, one, two }: WorkerComparison): string[] {
  const { name, askedPerCpuSecond, askedPerSecond = 0 } = scaling;
  const missed = [...one.voids, ...two.voids].map((why) => `${name}: void: ${why}`);
  const perCpuSecond = two.median.itemsPerCpuSecond / one.median.itemsPerCpuSecond;
  const perSecond = two.median.itemsPerSecond / one.median.itemsPerSecond;
  if (!(perCpuSecond >= askedPerCpuSecond))
    missed.push(`${name}: ${perCpuSecond.toFixed(2)} × one worker's items/CPU-s, asked for ${askedPerCpuSecond} ×`);
  if (!(perSecond >= askedPerSecond))
    missed.push(`${name}: ${perSecond.toFixed(2)} × one worker's items/s, asked for ${askedPerSecond} ×`);
  return missed;
}
