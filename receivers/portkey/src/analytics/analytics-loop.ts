import { bucketed, type Loop } from "@genai-collector/polling";
import type { PortkeyConfig } from "../config.ts";
import type { PortkeyInstruments } from "../telemetry.ts";
import { useCaseSlug } from "../use-case-slug.ts";
import { WorkspaceScope } from "../workspace-scope.ts";
import type { AnalyticsConfig } from "./analytics-config.ts";
import { collectAnalytics, type AnalyticsRequest } from "./collect-analytics.ts";
import { bucketMs } from "./granularity.ts";
import { graphNames, seriesOf } from "./graphs.ts";

/** One loop for all graphs and use cases: each use case is a pass with its own frontier. */
export function analyticsLoop(config: PortkeyConfig, analytics: AnalyticsConfig): Loop<PortkeyInstruments> {
  const graphs = graphNames.filter((name) => analytics.graphs.includes(name));
  const hasUseCases = config.use_cases.length > 0;
  const request: AnalyticsRequest = {
    graphs,
    prefix: analytics.metric_prefix,
    costDivisor: analytics.cost_divisor,
    apiKeyIds: keyIdsByPass(config),
    scope: config.expected_workspace.trim() === "" ? undefined : new WorkspaceScope(config.expected_workspace.trim()),
  };
  return bucketed<PortkeyInstruments>({
    name: "analytics",
    cadenceMs: analytics.cadence,
    bootstrapMs: analytics.bootstrap_lookback,
    maxBackfillMs: analytics.max_backfill,
    deadlineMs: analytics.deadline,
    requestsPerPoll: graphs.length,
    ...(hasUseCases ? { passes: config.use_cases.map(({ label }) => useCaseSlug(label)) } : {}),
    bucketMs,
    maxRangeMs: analytics.window,
    unsettled: true,
    series: seriesOf(graphs, analytics.metric_prefix, hasUseCases),
    collect: (range, io) => collectAnalytics(request, range, io),
  });
}

function keyIdsByPass(config: PortkeyConfig): ReadonlyMap<string, string> {
  if (config.use_cases.length === 0)
    return new Map(config.api_key_ids.length === 0 ? [] : [["", config.api_key_ids.join(",")]]);
  return new Map(config.use_cases.map(({ label, api_key_ids }) => [useCaseSlug(label), api_key_ids.join(",")]));
}
