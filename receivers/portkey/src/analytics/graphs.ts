import type { SeriesTraits } from "@genai-collector/component";
import { useCaseLabel } from "../use-case-slug.ts";

/** The graphs that exist under `GET /analytics/graphs/{graph}`, in the order in which they are asked for. */
export const graphNames = ["cost", "errors", "latency", "requests", "tokens", "users"] as const;

export type GraphName = (typeof graphNames)[number];

/** One number of a data point, as a series. */
export interface GraphValue {
  /** Its name on the wire. */
  readonly field: string;
  /** The value of the graph's label; absent where the series has none. */
  readonly label?: string;
}

export interface Graph {
  /** The series is `<prefix>_<suffix>`; its unit is in the name. */
  readonly suffix: string;
  readonly label?: string;
  readonly values: readonly GraphValue[];
  /** What the wire value is divided by: milliseconds to seconds. The cost graph's divisor is a setting. */
  readonly divisor: number;
}

const total: readonly GraphValue[] = [{ field: "total" }];

/**
 * What each graph becomes. `avg` is the arithmetic mean, carried under `quantile` because percentiles do not tell it.
 * `total` tokens are the sum of the other two: adding all three counts twice.
 */
export const graphs: Readonly<Record<GraphName, Graph>> = {
  cost: { suffix: "cost_usd", values: total, divisor: 1 },
  errors: { suffix: "errors", values: total, divisor: 1 },
  latency: {
    suffix: "latency_seconds",
    label: "quantile",
    values: ["p50", "p90", "p99", "avg"].map((statistic) => ({ field: statistic, label: statistic })),
    divisor: 1_000,
  },
  requests: { suffix: "requests", values: total, divisor: 1 },
  tokens: {
    suffix: "tokens",
    label: "token_type",
    values: [
      { field: "total", label: "total" },
      { field: "total_request_units", label: "input" },
      { field: "total_response_units", label: "output" },
    ],
    divisor: 1,
  },
  users: { suffix: "users", values: total, divisor: 1 },
};

/** Every series that these graphs make. */
export function seriesOf(names: readonly GraphName[], prefix: string, hasUseCases: boolean): SeriesTraits[] {
  return names.map((name) => ({
    name: `${prefix}_${graphs[name].suffix}`,
    unit: "",
    labels: [...(hasUseCases ? [useCaseLabel] : []), ...(graphs[name].label === undefined ? [] : [graphs[name].label])],
  }));
}
