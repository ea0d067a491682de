import { json, type SimulatorResponse } from "../http.ts";
import { bucketWidth } from "./granularity.ts";
import { graphAnswer, graphNames, type Bucket, type GraphName } from "./graph-answer.ts";
import { groupAnswer, pageOf } from "./group-answer.ts";
import { groupDimension } from "./group-dimension.ts";
import type { PortkeyFaultKind } from "./portkey-faults.ts";
import type { RequestDetails } from "./request-details.ts";
import type { SimulatedRequest } from "./traffic.ts";
import type { RequestFilter, VisibleRequests } from "./visible-requests.ts";

const minuteMs = 60_000;

/** Wider requests are refused: nobody needs them, and each minute of them would have to be made. */
const longestRangeMs = 31 * 24 * 60 * minuteMs;

type Fault = PortkeyFaultKind | undefined;

/** How analytics cut and choose. */
export interface AnalyticsSettings {
  /** What the bounds of a request cut: single requests, or whole buckets. */
  readonly edge: "record" | "bucket";
  /** The workspace that is summed for a `workspace_slug`, or without one; undefined: all that the key reads. */
  readonly workspaceOf: (slug: string | null) => string | undefined;
}

/** Answers of `/analytics/…`: sums over the requests that the key reads. */
export class Analytics {
  readonly #requests: VisibleRequests;
  readonly #details: RequestDetails;
  readonly #settings: AnalyticsSettings;

  constructor(requests: VisibleRequests, details: RequestDetails, settings: AnalyticsSettings) {
    this.#requests = requests;
    this.#details = details;
    this.#settings = settings;
  }

  /** `path` is below the API's base. Undefined: it is no path of analytics. */
  answer(
    method: string,
    path: string,
    query: URLSearchParams,
    now: number,
    fault: Fault,
  ): SimulatorResponse | undefined {
    const [, kind, name] = /^\/analytics\/(graphs|groups)\/(.+)$/.exec(path) ?? [];
    if (kind === undefined || name === undefined) return undefined;
    if (method !== "GET") return json(405, { error: "method not allowed" }, { allow: "GET" });
    const range = rangeOf(query);
    if (range === undefined || range.to - range.from > longestRangeMs) return refused("no time of generation");
    const workspace = this.#settings.workspaceOf(query.get("workspace_slug"));
    const filter = { seenAt: now, apiKeyIds: query.get("api_key_ids")?.split(","), workspace };
    return kind === "graphs" ? this.#graph(name, range, filter, fault) : this.#group(name, range, filter, query, fault);
  }

  #graph(name: string, range: Range, filter: Seen, fault: Fault): SimulatorResponse {
    if (!isGraph(name)) return json(404, { error: "unknown graph" });
    const width = fault === "coarse" ? 10 * minuteMs : bucketWidth(range.to - range.from);
    return json(200, graphAnswer(name, this.#buckets(range, width, filter), fault));
  }

  #group(name: string, range: Range, filter: Seen, query: URLSearchParams, fault: Fault): SimulatorResponse {
    const dimension = groupDimension(name, this.#details);
    if (dimension === undefined) return json(404, { error: "unknown group" });
    const page = pageOf(query);
    if (page === undefined) return refused("page_size and current_page must be whole numbers");
    const requests = this.#buckets(range, minuteMs, filter).flatMap((bucket) => bucket.requests);
    return json(200, groupAnswer(dimension, requests, page, fault));
  }

  /** Every bucket that the range touches, the open one included, with the requests that are visible by now. */
  #buckets(range: Range, width: number, filter: Seen): Bucket[] {
    const buckets: Bucket[] = [];
    for (
      let start = Math.floor(range.from / width) * width;
      start < Math.min(range.to, filter.seenAt);
      start += width
    ) {
      const requests: SimulatedRequest[] = [];
      for (let minute = start; minute < start + width; minute += minuteMs) {
        for (const each of this.#requests.minute(minute, filter)) {
          if (this.#settings.edge === "bucket" || (each.time >= range.from && each.time < range.to))
            requests.push(each);
        }
      }
      buckets.push({ start, requests });
    }
    return buckets;
  }
}

type Seen = RequestFilter & { readonly seenAt: number };

interface Range {
  readonly from: number;
  readonly to: number;
}

const isoTime = /^\d{4}-\d{2}-\d{2}T/;

/** Undefined where a bound is missing or no ISO-8601 time: the API refuses epoch numbers. */
function rangeOf(query: URLSearchParams): Range | undefined {
  const bounds = ["time_of_generation_min", "time_of_generation_max"].map((name) => query.get(name) ?? "");
  if (!bounds.every((bound) => isoTime.test(bound))) return undefined;
  const [from, to] = bounds.map((bound) => Date.parse(bound));
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : { from: from!, to: to! };
}

function refused(why: string): SimulatorResponse {
  return json(400, { success: false, data: { message: `request rejected: ${why}`, errorCode: "AB01" } });
}

function isGraph(name: string): name is GraphName {
  return (graphNames as readonly string[]).includes(name);
}
