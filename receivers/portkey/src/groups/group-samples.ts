import type { Sample } from "@genai-collector/polling";
import { useCaseLabel } from "../use-case-slug.ts";
import { costSeries, labelsOf, requestsSeries, type Group, type GroupRow } from "./group.ts";

/** The label under which values are added up that can be no label. */
export const otherValue = "_other";

/** Portkey's groups tell cents: proved by prices that no model could have had, were they dollars. */
export const centsPerUsd = 100;

export interface GroupSampleOptions {
  readonly prefix: string;
  /** "" for the pass without a use case. */
  readonly useCase: string;
}

/** What one value adds up to. */
interface Totals {
  requests: number;
  readonly cents: number[];
}

/** Two samples of each value, or one where there is no cost. What can be no label is added up. */
export function groupSamples(
  group: Group,
  rows: readonly GroupRow[],
  { prefix, useCase }: GroupSampleOptions,
): readonly Omit<Sample, "bucketEnd">[] {
  const shared = useCase === "" ? {} : { [useCaseLabel]: useCase };
  return [...totalsByValue(rows)].flatMap(([value, { requests, cents }]) => {
    const labels = { ...shared, ...labelsOf(group, value) };
    const counted = { series: requestsSeries(group.kind, prefix), labels, value: requests };
    if (cents.length === 0) return [counted];
    return [counted, { series: costSeries(group.kind, prefix), labels, value: sumOf(cents) / centsPerUsd }];
  });
}

/** How many rows are told under `_other` because their value can be no label. */
export function foldedRows(rows: readonly GroupRow[]): number {
  return rows.filter(({ value }) => typeof value === "number").length;
}

function totalsByValue(rows: readonly GroupRow[]): ReadonlyMap<string, Totals> {
  const totals = new Map<string, Totals>();
  for (const { value, requests = 0, cost } of rows) {
    const name = typeof value === "number" ? otherValue : (value ?? "");
    const total = totals.get(name) ?? { requests: 0, cents: [] };
    totals.set(name, total);
    total.requests += requests;
    if (cost !== undefined) total.cents.push(cost);
  }
  return totals;
}

/** In the order of size: rows may come in any order, and the last bit of a sum depends on it. */
function sumOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b).reduce((sum, each) => sum + each, 0);
}
