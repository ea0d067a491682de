import type { Instant } from "@genai-collector/component";
import type { SourceRequest } from "@genai-collector/polling";
import { wireTime } from "../wire-time.ts";

/** What a list of projects is sorted by, the greatest first: when they were made, or when they ran last. */
export type ProjectOrder = "start_time" | "last_run_start_time";

/** One page of the list of projects. */
export interface ProjectsPage {
  readonly order: ProjectOrder;
  readonly limit: number;
  readonly offset: number;
  /** In LangSmith's filter language; empty: all. */
  readonly filter: string;
  /** Statistics of each project since an instant, until now. */
  readonly stats?: { readonly from: Instant; readonly isApproximate: boolean } | undefined;
}

/** The request for it, the same for every loop: a page that is not sorted is answered with 403. */
export function projectsRequest({ order, limit, offset, filter, stats }: ProjectsPage): SourceRequest {
  return {
    url: "/sessions",
    query: {
      ...(stats === undefined ? undefined : { include_stats: "true", stats_start_time: wireTime(stats.from) }),
      ...(stats?.isApproximate === true ? { use_approx_stats: "true" } : undefined),
      sort_by: order,
      sort_by_desc: "true",
      limit,
      offset,
      filter: filter === "" ? undefined : filter,
    },
  };
}
