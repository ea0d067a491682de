import { PortkeySimulator, type PortkeyOptions, type SimulatorResponse } from "../src/index.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const noon = Date.UTC(2026, 1, 3, 12);

type Row = Readonly<Record<string, unknown>>;

/** A simulator with a clock that a test sets, and what a client asks of it. */
export class Asking {
  now: number;
  readonly simulator: PortkeySimulator;

  constructor(options: Partial<PortkeyOptions> = {}, now = noon) {
    this.now = now;
    this.simulator = new PortkeySimulator({ seed: 3, now: () => this.now, ...options });
  }

  get(
    path: string,
    query: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): SimulatorResponse {
    const url = `https://api.example/v1${path}?${new URLSearchParams(query).toString()}`;
    return this.simulator.handle({ method: "GET", url, headers: { "user-agent": "test", ...headers } });
  }

  graph(name: string, from: number, to: number, query: Readonly<Record<string, string>> = {}): SimulatorResponse {
    return this.get(`/analytics/graphs/${name}`, { ...rangeOf(from, to), ...query });
  }

  group(name: string, from: number, to: number, query: Readonly<Record<string, string>> = {}): SimulatorResponse {
    return this.get(`/analytics/groups/${name}`, { ...rangeOf(from, to), ...query });
  }

  /** The points of a graph that answered 200. */
  points(name: string, from: number, to: number, query: Readonly<Record<string, string>> = {}): readonly Row[] {
    return (JSON.parse(this.graph(name, from, to, query).body) as { readonly data_points: readonly Row[] }).data_points;
  }

  /** The rows of a group that answered 200. */
  rows(name: string, from: number, to: number, query: Readonly<Record<string, string>> = {}): readonly Row[] {
    return (JSON.parse(this.group(name, from, to, query).body) as { readonly data: readonly Row[] }).data;
  }
}

export function rangeOf(from: number, to: number): Readonly<Record<string, string>> {
  return {
    time_of_generation_min: new Date(from).toISOString(),
    time_of_generation_max: new Date(to).toISOString(),
  };
}

/** The sum of one field over rows. */
export function sum(rows: readonly Row[], field = "total"): number {
  return rows.reduce((total, row) => total + (row[field] as number), 0);
}
