import { useCaseLabel } from "../use-case-slug.ts";
import { bucketMs } from "./granularity.ts";
import { graphs, type GraphName } from "./graphs.ts";
import type { GraphPoint } from "./parse-graph.ts";

/** One value of one series at the end of its bucket. */
export interface AnalyticsSample {
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly bucketEnd: number;
}

export interface Derivation {
  readonly prefix: string;
  /** What the cost graph's values are divided by: 100 turns the vendor's cents into USD. */
  readonly costDivisor: number;
  /** "" for the pass without a use case. */
  readonly useCase: string;
  /** Only buckets that lie wholly in (from, to] are whole. */
  readonly from: number;
  readonly to: number;
}

/** What each graph answered, by name. */
export type GraphPoints = ReadonlyMap<GraphName, readonly GraphPoint[]>;

/**
 * The samples of one pass. The vendor stamps a bucket with its start; a sample carries its end. A minute without traffic
 * has no latency: the vendor's zeros there are left out, because they would drag every average down.
 */
export function deriveSamples(answers: GraphPoints, derivation: Derivation): AnalyticsSample[] {
  const quiet = quietMinutes(answers.get("requests"));
  const samples: AnalyticsSample[] = [];
  for (const [name, points] of answers) {
    for (const point of points) {
      const bucketEnd = point.start + bucketMs;
      if (point.start < derivation.from || bucketEnd > derivation.to) continue;
      if (name === "latency" && (quiet.has(point.start) || isAllZero(point))) continue;
      appendSamples(samples, name, point, derivation);
    }
  }
  return samples;
}

function appendSamples(samples: AnalyticsSample[], name: GraphName, point: GraphPoint, derivation: Derivation): void {
  const graph = graphs[name];
  const divisor = name === "cost" ? derivation.costDivisor : graph.divisor;
  for (const { field, label } of graph.values) {
    const value = point.values.get(field);
    if (value === undefined) continue;
    samples.push({
      series: `${derivation.prefix}_${graph.suffix}`,
      labels: {
        ...(derivation.useCase === "" ? {} : { [useCaseLabel]: derivation.useCase }),
        ...(graph.label === undefined || label === undefined ? {} : { [graph.label]: label }),
      },
      value: value / divisor,
      bucketEnd: point.start + bucketMs,
    });
  }
}

/** Starts of the minutes in which nothing was requested; none where the graph of requests is not polled. */
function quietMinutes(requests: readonly GraphPoint[] | undefined): ReadonlySet<number> {
  return new Set((requests ?? []).filter((point) => point.values.get("total") === 0).map((point) => point.start));
}

/** No request is answered in no time: all statistics at zero say that there was none. */
function isAllZero(point: GraphPoint): boolean {
  return point.values.size > 0 && [...point.values.values()].every((value) => value === 0);
}
