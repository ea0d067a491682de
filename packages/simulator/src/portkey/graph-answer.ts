import { planted } from "../planted.ts";
import { drifted } from "./drift.ts";
import type { PortkeyFaultKind } from "./portkey-faults.ts";
import { costCentsOf, errorsOf, latencyOf, tokensOf, usersOf } from "./statistics.ts";
import type { SimulatedRequest } from "./traffic.ts";

/** The graphs that the platform has. */
export const graphNames = ["requests", "cost", "tokens", "latency", "errors", "users"] as const;

export type GraphName = (typeof graphNames)[number];

/** One bucket: its start in milliseconds, and the visible requests in it. */
export interface Bucket {
  readonly start: number;
  readonly requests: readonly SimulatedRequest[];
}

type Point = Readonly<Record<string, unknown>>;

const pointOf: Readonly<Record<GraphName, (requests: readonly SimulatedRequest[]) => Point>> = {
  requests: (requests) => ({ total: requests.length }),
  cost: (requests) => ({ total: costCentsOf(requests) }),
  tokens: (requests) => {
    const { input, output } = tokensOf(requests);
    return { total: input + output, total_request_units: input, total_response_units: output };
  },
  latency: (requests) => ({ ...latencyOf(requests) }),
  errors: (requests) => ({ total: errorsOf(requests) }),
  users: (requests) => ({ total: usersOf(requests) }),
};

/** The platform's answer for a graph, with content planted wherever a field could carry it. */
export function graphAnswer(name: GraphName, buckets: readonly Bucket[], fault: PortkeyFaultKind | undefined): object {
  const points = buckets.map(({ start, requests }) => ({
    timestamp: timestampOf(start),
    ...pointOf[name](requests),
    // Fields that nobody asked for, as vendors add them.
    last_prompt: planted.content,
    sample_response: { text: planted.completion, user: planted.person },
  }));
  const all = buckets.flatMap(({ requests }) => requests);
  return {
    summary: { ...pointOf[name](all), note: planted.content },
    object: "analytics-graph",
    is_quota_exceeded: fault === "quota",
    data_points: points.map((point) => driftedPoint(point, fault)),
    debug: { api_key: planted.secret, owner: planted.person },
  };
}

/** Enough for several wide answers; the oldest is forgotten first. */
const mostTimestamps = 4_096;
const timestamps = new Map<number, string>();

/** Neighbouring requests ask for the same buckets, and writing a time costs more than the rest of its point. */
function timestampOf(start: number): string {
  let text = timestamps.get(start);
  if (text === undefined) {
    text = new Date(start).toISOString();
    if (timestamps.size >= mostTimestamps) timestamps.delete(timestamps.keys().next().value!);
    timestamps.set(start, text);
  }
  return text;
}

/** Drift strikes the last number of a point. */
function driftedPoint(point: Point, fault: PortkeyFaultKind | undefined): Point {
  const field = Object.keys(point).findLast((name) => typeof point[name] === "number");
  return drifted(point, field, fault);
}
