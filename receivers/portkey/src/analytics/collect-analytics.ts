import { CollectorError, combineErrors } from "@genai-collector/component";
import { sourceStatus, type CollectRange, type Io, type Sample } from "@genai-collector/polling";
import { askPortkey } from "../ask-portkey.ts";
import { reportFields } from "../field-problems.ts";
import { refuseOverQuota } from "../quota.ts";
import type { PortkeyInstruments } from "../telemetry.ts";
import { wireTime } from "../wire-time.ts";
import type { WorkspaceScope } from "../workspace-scope.ts";
import { deriveSamples, type GraphPoints } from "./derive-samples.ts";
import { assertMinutes } from "./granularity.ts";
import type { GraphName } from "./graphs.ts";
import { parseGraph, type GraphPoint, type ParsedGraph } from "./parse-graph.ts";

/** What one loop asks for, fixed when it is created. */
export interface AnalyticsRequest {
  readonly graphs: readonly GraphName[];
  readonly prefix: string;
  readonly costDivisor: number;
  /** Comma-joined key ids by pass; undefined: of all keys. */
  readonly apiKeyIds: ReadonlyMap<string, string | undefined>;
  readonly scope: WorkspaceScope | undefined;
}

/**
 * All samples of one pass in (from, to]: every configured graph or nothing. A graph that the vendor does not have (404)
 * is left out and said; when all are, the endpoint is wrong. An answer over quota discards the poll.
 */
export async function collectAnalytics(
  request: AnalyticsRequest,
  range: CollectRange,
  io: Io<PortkeyInstruments>,
): Promise<readonly Sample[]> {
  await request.scope?.verify(io);
  const answers = await fetchGraphs(request, range, io);
  return deriveSamples(answers, { ...request, useCase: range.pass, from: range.from, to: range.to });
}

/** Asks for the graphs side by side: the source's rate limit spaces the requests. What failed is told together. */
async function fetchGraphs(
  request: AnalyticsRequest,
  range: CollectRange,
  io: Io<PortkeyInstruments>,
): Promise<GraphPoints> {
  const results = await Promise.allSettled(
    request.graphs.map(async (name) => [name, await fetchGraph(name, request, range, io)] as const),
  );
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length > 0) throw combineErrors(failures);
  const found = new Map<GraphName, readonly GraphPoint[]>();
  for (const result of results) {
    if (result.status === "fulfilled" && result.value[1] !== undefined) found.set(result.value[0], result.value[1]);
  }
  if (found.size > 0) return found;
  throw new CollectorError(
    "PORTKEY_NO_GRAPHS",
    "the source has none of the configured graphs (404); is the endpoint right?",
    { kind: "misconfigured" },
  );
}

/** Undefined: the vendor does not have this graph. */
async function fetchGraph(
  name: GraphName,
  request: AnalyticsRequest,
  range: CollectRange,
  io: Io<PortkeyInstruments>,
): Promise<readonly GraphPoint[] | undefined> {
  try {
    return await io.endpoint(`graphs/${name}`, () => askForGraph(name, request, range, io));
  } catch (error) {
    if (sourceStatus(error) !== 404) throw error;
    io.instruments.graph_unavailable.record(1, { graph: name });
    return undefined;
  }
}

async function askForGraph(
  name: GraphName,
  request: AnalyticsRequest,
  range: CollectRange,
  io: Io<PortkeyInstruments>,
): Promise<readonly GraphPoint[]> {
  const query = {
    time_of_generation_min: wireTime(range.from),
    time_of_generation_max: wireTime(range.to),
    api_key_ids: request.apiKeyIds.get(range.pass),
  };
  const read = (answer: Uint8Array): ParsedGraph => parseGraph(name, answer);
  const { points, isOverQuota, problems } = await askPortkey(io, { url: `/analytics/graphs/${name}`, query }, read);
  refuseOverQuota(isOverQuota, `graph ${name}`, io);
  assertMinutes(name, points);
  reportFields(`fields of ${name}`, problems, io);
  return points;
}
