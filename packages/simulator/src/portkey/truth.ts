import { costCentsOf, errorsOf, latencyOf, tokensOf, usersOf } from "./statistics.ts";
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
  const { input, output } = tokensOf(requests);
  const value = (metric: string, number: number, labels: Readonly<Record<string, string>> = {}): TrueValue => ({
    metric,
    labels,
    bucketEnd,
    value: number,
  });
  const values = [
    value("requests", requests.length),
    value("cost_usd", costCentsOf(requests) / 100),
    value("tokens", input + output, { token_type: "total" }),
    value("tokens", input, { token_type: "input" }),
    value("tokens", output, { token_type: "output" }),
    value("errors", errorsOf(requests)),
    value("users", usersOf(requests)),
  ];
  if (requests.length === 0) return values;
  const statistics = Object.entries(latencyOf(requests)).map(([quantile, ms]) =>
    value("latency_seconds", ms / 1_000, { quantile }),
  );
  return [...values, ...statistics];
}
