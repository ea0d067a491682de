import { ratioOf, type Comparison, type Figures } from "../trial/compare.ts";
import { formatTable } from "./format-table.ts";

const mebibyte = 1 << 20;

interface Column {
  readonly head: string;
  readonly of: (figures: Figures) => string;
}

const columns: readonly Column[] = [
  { head: "items/CPU-s", of: ({ median }) => rounded(median.itemsPerCpuSecond) },
  { head: "items/s", of: ({ median }) => rounded(median.itemsPerSecond) },
  { head: "p50 ms", of: ({ median }) => median.p50Ms.toFixed(1) },
  { head: "p99 ms", of: ({ median }) => median.p99Ms.toFixed(1) },
  { head: "peak MiB", of: ({ median }) => (median.peakBytes / mebibyte).toFixed(0) },
  { head: "refused", of: ({ median }) => rounded(median.refused) },
  { head: "B/item out", of: ({ median }) => median.bytesOutPerItem.toFixed(0) },
  { head: "start ms", of: ({ median }) => median.startMs.toFixed(0) },
];

/** Comparisons as a table: two lines a scenario, ours and otelcol's. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const heads = ["scenario", "program", ...columns.map(({ head }) => head), "ratio", "asked", "target"];
  const rows = comparisons.flatMap(lines).map((cells) => cells.map((cell) => (/NaN/.test(cell) ? "–" : cell)));
  return formatTable(heads, rows);
}

function lines(comparison: Comparison): string[][] {
  const { scenario, ours, otelcol } = comparison;
  const ratio = ratioOf(comparison);
  const asked = [ratio, scenario.asked, scenario.target].map((times) => (times === undefined ? "–" : factor(times)));
  const first = [scenario.name, "ours", ...columns.map(({ of }) => of(ours)), ...asked];
  if (otelcol === undefined) return [first];
  return [first, ["", "otelcol", ...columns.map(({ of }) => of(otelcol)), "", "", ""]];
}

function factor(times: number): string {
  return `${times.toFixed(1)} ×`;
}

function rounded(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}
