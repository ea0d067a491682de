import { cursor, fields, records, type FieldSet, type RecordsAt } from "@genai-collector/polling/fields";
import type { RunsApiName } from "./run-fields.ts";

/** What one query is about. */
export interface RunsQuery {
  readonly projects: readonly string[];
  /** These runs alone, at most 100. */
  readonly ids?: readonly string[] | undefined;
  /** Bounds of the start, both inclusive; RFC 3339. */
  readonly from: string;
  readonly to: string;
  /** What the last answer said of the next page. */
  readonly token?: string | undefined;
}

/** What the configuration adds to every query. */
export interface RunsFilter {
  readonly isRoot: boolean;
  /** Empty: all. */
  readonly runType: string;
}

/** What stands beside the runs of an answer. */
export interface PageEnd {
  /** The token of the next page. */
  readonly next: string | undefined;
}

/** How one of the two APIs is asked, and where its answers have what. */
export interface RunsApi {
  /** The URL, by the receiver's endpoint, which ends with `/api/v1`. */
  readonly url: (endpoint: string) => string;
  readonly at: RecordsAt;
  readonly end: FieldSet<PageEnd>;
  /** What a field of v1 is called in the query's selection. */
  readonly selected: (name: string) => string;
  readonly body: (
    query: RunsQuery,
    filter: RunsFilter,
    page: { readonly select: readonly string[]; readonly limit: number },
  ) => Readonly<Record<string, unknown>>;
}

/** `POST /api/v1/runs/query`: answers every field whatever is selected, and refuses names that it does not know. */
const v1: RunsApi = {
  url: () => "/runs/query",
  at: records("runs"),
  end: fields({ next: cursor("cursors.next") }),
  selected: (name) => name,
  body: ({ projects, ids, from, to, token }, { isRoot, runType }, { select, limit }) => ({
    session: projects,
    id: ids,
    select,
    start_time: from,
    end_time: to,
    order: "asc",
    limit,
    cursor: token,
    is_root: isRoot ? true : undefined,
    run_type: runType === "" ? undefined : runType,
  }),
};

/** `POST /api/v2/runs/query` of release 0.16 and later: other names, upper case, and only what was selected. */
const v2: RunsApi = {
  url: (endpoint) => `${endpoint.replace(/\/v1$/, "/v2")}/runs/query`,
  at: records("items"),
  end: fields({ next: cursor("next_cursor") }),
  selected: (name) => (name === "session_id" ? "PROJECT_ID" : name === "extra" ? "METADATA" : name.toUpperCase()),
  body: ({ projects, ids, from, to, token }, { isRoot, runType }, { select, limit }) => ({
    project_ids: projects,
    ids,
    selects: select,
    min_start_time: from,
    max_start_time: to,
    page_size: limit,
    cursor: token,
    is_root: isRoot ? true : undefined,
    run_type: runType === "" ? undefined : runType.toUpperCase(),
  }),
};

export const runsApis: Readonly<Record<RunsApiName, RunsApi>> = { v1, v2 };
