import type { SimulatedRequest } from "./traffic.ts";

/** What the platform shows of a set of requests. */
export interface Statistics {
  readonly requests: number;
  readonly costCents: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly errors: number;
  readonly users: number;
  readonly latency: { readonly avg: number; readonly p50: number; readonly p90: number; readonly p99: number };
}

/** Sums over the requests; latency in milliseconds, zeros where there are none. */
export function statisticsOf(requests: readonly SimulatedRequest[]): Statistics {
  const sum = (value: (request: SimulatedRequest) => number): number =>
    requests.reduce((total, each) => total + value(each), 0);
  const latencies = requests.map((request) => request.latencyMs).toSorted((a, b) => a - b);
  const quantile = (q: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? 0;
  return {
    requests: requests.length,
    // Thousandths of a cent add up exactly.
    costCents: sum((request) => Math.round(request.costCents * 1_000)) / 1_000,
    inputTokens: sum((request) => request.inputTokens),
    outputTokens: sum((request) => request.outputTokens),
    errors: sum((request) => (request.isError ? 1 : 0)),
    users: new Set(requests.map((request) => request.user)).size,
    latency: {
      avg: requests.length === 0 ? 0 : Math.round(sum((request) => request.latencyMs) / requests.length),
      p50: quantile(0.5),
      p90: quantile(0.9),
      p99: quantile(0.99),
    },
  };
}
