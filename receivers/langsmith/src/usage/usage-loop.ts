import { snapshot, type Loop } from "@genai-collector/polling";
import type { LangsmithConfig } from "../config.ts";
import { ProjectLister } from "../projects/project-lister.ts";
import { billedFields } from "../projects/project-fields.ts";
import type { LangsmithInstruments } from "../telemetry.ts";
import { collectUsage } from "./collect-usage.ts";
import { seriesOf } from "./usage-series.ts";
import type { UsageConfig } from "./usage-config.ts";

/** One point a minute, at most: the grid of the timestamps. */
const bucketMs = 60_000;
/** A page, and one to see that there are no more. */
const leastRequests = 2;

/** Traces and spans of every project over a trailing window, once a cadence. */
export function usageLoop(config: LangsmithConfig, usage: UsageConfig): Loop<LangsmithInstruments> {
  const projects = new ProjectLister({
    loop: "usage",
    fields: billedFields,
    filter: usage.session_filter,
    pageLimit: usage.page_limit,
    maxProjects: usage.max_sessions,
  });
  const spanRequests = usage.emit_span_counts ? spanRequestsPerPoll(config, usage) : 0;
  return snapshot<LangsmithInstruments>({
    name: "usage",
    cadenceMs: usage.cadence,
    deadlineMs: usage.deadline,
    // Span counts take what is left, and no more than their share.
    requestsPerPoll: leastRequests,
    bucketMs,
    series: seriesOf(config.metric_prefix, usage.emit_span_counts, usage.max_sessions),
    collect: (moment, io) =>
      collectUsage({ prefix: config.metric_prefix, usage, projects, spanRequests }, moment.at, io),
  });
}

/** The share of what `rate_limit` allows between two polls; at least one. */
function spanRequestsPerPoll({ rate_limit }: LangsmithConfig, { cadence, span_request_share }: UsageConfig): number {
  return Math.max(1, Math.floor(((rate_limit.requests_per_second * cadence) / 1_000) * span_request_share));
}
