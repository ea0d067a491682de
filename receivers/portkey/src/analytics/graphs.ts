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
  /** What a value says. */
  readonly doc: string;
  readonly additive: "time_and_labels" | "no";
  /** With the default prefix. */
  readonly query: string;
}

const total: readonly GraphValue[] = [{ field: "total" }];

/**
 * What each graph becomes. `avg` is the arithmetic mean, carried under `quantile` because percentiles do not tell it.
 * `total` tokens are the sum of the other two: adding all three counts twice.
 */
export const graphs: Readonly<Record<GraphName, Graph>> = {
  cost: {
    suffix: "cost_usd",
    values: total,
    divisor: 1,
    doc: "Cost in USD of the minute's requests.",
    additive: "time_and_labels",
    query: "sum(sum_over_time(portkey_api_cost_usd[1d]))",
  },
  errors: {
    suffix: "errors",
    values: total,
    divisor: 1,
    doc: "Failed requests of the minute.",
    additive: "time_and_labels",
    query: "sum(sum_over_time(portkey_api_errors[1h])) / sum(sum_over_time(portkey_api_requests[1h]))",
  },
  latency: {
    suffix: "latency_seconds",
    label: "quantile",
    values: ["p50", "p90", "p99", "avg"].map((statistic) => ({ field: statistic, label: statistic })),
    divisor: 1_000,
    doc: "Latency in seconds of the minute's requests; `avg` is the mean. Absent for a minute without requests.",
    additive: "no",
    query: 'last_over_time(portkey_api_latency_seconds{quantile="p99"}[20m])',
  },
  requests: {
    suffix: "requests",
    values: total,
    divisor: 1,
    doc: "Requests of the minute.",
    additive: "time_and_labels",
    query: "sum(sum_over_time(portkey_api_requests[1h]))",
  },
  tokens: {
    suffix: "tokens",
    label: "token_type",
    values: [
      { field: "total", label: "total" },
      { field: "total_request_units", label: "input" },
      { field: "total_response_units", label: "output" },
    ],
    divisor: 1,
    doc: "Tokens of the minute's requests; `total` is the sum of `input` and `output`, so that one type is to be chosen.",
    additive: "time_and_labels",
    query: 'sum(sum_over_time(portkey_api_tokens{token_type="total"}[1d]))',
  },
  users: {
    suffix: "users",
    values: total,
    divisor: 1,
    doc: "Distinct users of the minute.",
    additive: "no",
    query: "max_over_time(portkey_api_users[1h])",
  },
};

/** Every series that these graphs make. */
export function seriesOf(names: readonly GraphName[], prefix: string, hasUseCases: boolean): SeriesTraits[] {
  return names.map((name) => {
    const { suffix, label, values, doc, additive, query } = graphs[name];
    const bounds = {
      ...(hasUseCases ? { [useCaseLabel]: "use_cases" } : {}),
      ...(label === undefined ? {} : { [label]: `${values.length} values` }),
    };
    return { name: `${prefix}_${suffix}`, unit: "", labels: Object.keys(bounds), doc, additive, bounds, query };
  });
}
