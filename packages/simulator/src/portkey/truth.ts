import { statisticsOf } from "./statistics.ts";
import type { SimulatedRequest } from "./traffic.ts";

/** One value that a sink must have in the end. */
export interface TrueValue {
  /** Without the prefix: `requests`, `cost_usd`, `tokens`, `latency_seconds`, `errors`, `users`. */
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 UTC. */
  readonly bucketEnd: number;
  /** In USD, seconds or counts. */
  readonly value: number;
}

/** Every value of one settled minute, from the requests of that minute. A minute without requests has no latency. */
export function truthOfMinute(requests: readonly SimulatedRequest[], bucketEnd: number): TrueValue[] {
  const { requests: count, costCents, inputTokens, outputTokens, errors, users, latency } = statisticsOf(requests);
  const value = (metric: string, number: number, labels: Readonly<Record<string, string>> = {}): TrueValue => ({
    metric,
    labels,
    bucketEnd,
    value: number,
  });
  const values = [
    value("requests", count),
    value("cost_usd", costCents / 100),
    value("tokens", inputTokens + outputTokens, { token_type: "total" }),
    value("tokens", inputTokens, { token_type: "input" }),
    value("tokens", outputTokens, { token_type: "output" }),
    value("errors", errors),
    value("users", users),
  ];
  if (count === 0) return values;
  const statistics = Object.entries(latency).map(([quantile, ms]) =>
    value("latency_seconds", ms / 1_000, { quantile }),
  );
  return [...values, ...statistics];
}
