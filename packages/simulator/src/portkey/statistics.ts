import type { SimulatedRequest } from "./traffic.ts";

type Requests = readonly SimulatedRequest[];

/** What the requests cost, in cents. Thousandths of a cent add up exactly. */
export function costCentsOf(requests: Requests): number {
  return sum(requests, (request) => Math.round(request.costCents * 1_000)) / 1_000;
}

/** Tokens that went in and came out. */
export function tokensOf(requests: Requests): { readonly input: number; readonly output: number } {
  return {
    input: sum(requests, (request) => request.inputTokens),
    output: sum(requests, (request) => request.outputTokens),
  };
}

/** How many of them failed. */
export function errorsOf(requests: Requests): number {
  return sum(requests, (request) => (request.isError ? 1 : 0));
}

/** How many users made them: not a sum, the same user counts once. Requests of nobody known add none. */
export function usersOf(requests: Requests): number {
  const users = new Set(requests.map((request) => request.user));
  users.delete("");
  return users.size;
}

/** Latency in milliseconds; zeros where there are no requests. */
export interface Latency {
  readonly avg: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** The mean, and the nearest-rank percentiles. */
export function latencyOf(requests: Requests): Latency {
  const sorted = requests.map((request) => request.latencyMs).toSorted((a, b) => a - b);
  const quantile = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
  const avg = sorted.length === 0 ? 0 : Math.round(sum(requests, (request) => request.latencyMs) / sorted.length);
  return { avg, p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99) };
}

function sum(requests: Requests, value: (request: SimulatedRequest) => number): number {
  let total = 0;
  for (const request of requests) total += value(request);
  return total;
}
