import { bucketed, type Loop } from "@genai-collector/polling";
import { keyIdsByUseCase, type PortkeyConfig } from "../config.ts";
import type { PortkeyInstruments } from "../telemetry.ts";
import type { WorkspaceScope } from "../workspace-scope.ts";
import type { AnalyticsConfig } from "./analytics-config.ts";
import { collectAnalytics, type AnalyticsRequest } from "./collect-analytics.ts";
import { bucketMs } from "./granularity.ts";
import { graphNames, seriesOf } from "./graphs.ts";

/** One loop for all graphs and use cases: each use case is a pass with its own frontier. */
export function analyticsLoop(
  config: PortkeyConfig,
  analytics: AnalyticsConfig,
  scope: WorkspaceScope | undefined,
): Loop<PortkeyInstruments> {
  const graphs = graphNames.filter((name) => analytics.graphs.includes(name));
  const apiKeyIds = keyIdsByUseCase(config);
  const request: AnalyticsRequest = {
    graphs,
    prefix: analytics.metric_prefix,
    costDivisor: analytics.cost_divisor,
    apiKeyIds,
    scope,
  };
  return bucketed<PortkeyInstruments>({
    name: "analytics",
    cadenceMs: analytics.cadence,
    bootstrapMs: analytics.bootstrap_lookback,
    maxBackfillMs: analytics.max_backfill,
    deadlineMs: analytics.deadline,
    requestsPerPoll: graphs.length,
    passes: [...apiKeyIds.keys()],
    bucketMs,
    maxRangeMs: analytics.window,
    unsettled: true,
    series: seriesOf(graphs, analytics.metric_prefix, config.use_cases.length > 0),
    collect: (range, io) => collectAnalytics(request, range, io),
  });
}
