import { eventually } from "@genai-collector/test-e2e/eventually";
import { ownMetrics, type OwnMetrics } from "./own-metrics.ts";
import type { Side } from "./side.ts";

/** Series that only one of the programs has, or whose values differ, and why that is so. */
export interface Difference {
  readonly of: "ours" | "otelcol" | "both";
  /** Of `name{labels}`. */
  readonly series: RegExp;
  readonly why: string;
}

/** What each program tells of itself, made comparable. */
export interface ComparedMetrics {
  /** `name{labels}` with its value. A counter at 0 means the same as one that is not there. */
  readonly samples: Readonly<Record<string, number>>;
  readonly types: Readonly<Record<string, string>>;
}

/** Of the runtime, of the scrape itself, of time, and of how values are spread: never equal in two processes. */
const incomparable = /^(?!otelcol_)|^otelcol_process_|_bucket\{|_duration_sum\{/;

/** Reads both pages and takes out what differs on purpose; adds to `seen` which of the differences were there. */
async function comparedMetrics(
  side: Side,
  differences: readonly Difference[],
  seen: Set<Difference>,
): Promise<ComparedMetrics> {
  const portless = (labels: string): string => labels.replace(/server_port="\d+"/, 'server_port="…"');
  const { samples, types } = await ownMetrics(side.metricsPort, portless);
  const kept = [...samples].filter(([series, value]) => {
    if (incomparable.test(series)) return false;
    const difference = differences.find((each) => each.series.test(series));
    if (difference === undefined) return value !== 0;
    if (difference.of !== "both" && difference.of !== side.program)
      throw new Error(`${side.program} has ${series}, which only ${difference.of} should have: ${difference.why}`);
    seen.add(difference);
    return false;
  });
  return {
    samples: Object.fromEntries(kept),
    types: typesOf(
      kept.map(([series]) => series),
      types,
    ),
  };
}

function typesOf(series: readonly string[], types: OwnMetrics["types"]): Record<string, string> {
  const names = series.map((each) =>
    each.replace(/\{.*$/, "").replace(/_(sum|count)$/, (part, _, __, whole) => (types.has(whole) ? part : "")),
  );
  return Object.fromEntries(names.map((name) => [name, types.get(name) ?? "untyped"]));
}

/**
 * Both programs' own metrics without the differences, once they are equal; after a while as they are, since some is
 * counted a moment after a sink has answered. Adds to `seen` which of the differences were there.
 */
export async function settledMetrics(
  sides: readonly Side[],
  differences: readonly Difference[],
  seen: Set<Difference>,
): Promise<ComparedMetrics[]> {
  const read = (): Promise<ComparedMetrics[]> =>
    Promise.all(sides.map((side) => comparedMetrics(side, differences, seen)));
  const equal = async (): Promise<boolean> => new Set((await read()).map((each) => JSON.stringify(each))).size === 1;
  await eventually("equal metrics", equal, 5_000).catch(() => undefined);
  return read();
}
