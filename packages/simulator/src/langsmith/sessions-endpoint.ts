import { json, type SimulatorResponse } from "../http.ts";
import { ApiError } from "./api-error.ts";
import { drifted } from "./drift.ts";
import { FilterError, parseFilter } from "./filter.ts";
import type { LangSmithFaultKind } from "./langsmith-faults.ts";
import { parseTime } from "./micro-time.ts";
import type { Asked, Endpoint, PlatformState } from "./platform-state.ts";
import { nameAt, type Project } from "./project.ts";
import { projectFieldAt, projectFields } from "./run-fields.ts";
import { rangeOf } from "./run-question.ts";
import type { ApiRecord } from "./run-record.ts";
import { projectRecord, statisticsRecord } from "./session-record.ts";
import type { Statistics } from "./statistics.ts";
import { lastStarts, noStatistics, statisticsByProject } from "./window-statistics.ts";
import { visibleProjects } from "./workspace-scope.ts";

const largestPage = 100;

/** A project beside what it is sorted by and shown with. */
interface Row {
  readonly project: Project;
  readonly statistics: Statistics;
  readonly lastStart: number | undefined;
}

/** What the list may be sorted by. */
const keys: Readonly<Record<string, (row: Row, at: number) => number | string>> = {
  start_time: ({ project }) => project.createdAt,
  name: ({ project }, at) => nameAt(project, at),
  last_run_start_time: ({ lastStart }) => lastStart ?? 0,
  runs_count: ({ statistics }) => statistics.runCount,
  error_rate: ({ statistics }) => statistics.errorRate ?? 0,
  latency_p50: ({ statistics }) => statistics.latencyP50 ?? 0,
  latency_p99: ({ statistics }) => statistics.latencyP99 ?? 0,
  feedback: ({ statistics }) => statistics.feedback.get("helpful")?.avg ?? 0,
};

/** `GET /api/v1/sessions`: a bare list. The firewall in front turns away pages that are not sorted. */
export const listSessions: Endpoint = (state, asked) => {
  const query = asked.url.searchParams;
  const isPaged = query.has("offset") || query.has("limit");
  if (isPaged && !query.has("sort_by")) throw new ApiError(403, "Forbidden");
  const [limit, offset] = [whole(query, "limit", largestPage), whole(query, "offset", 0)];
  if (limit < 1 || limit > largestPage) throw new ApiError(422, `limit must be from 1 to ${largestPage}`);
  const rows = sorted(filtered(rowsOf(state, asked), query, asked.now), query, asked.now);
  const page = pageOf(rows, offset, limit, asked.fault).map((row) => recordOf(row, state, asked));
  return json(200, drifted(page, asked.fault, state.seed));
};

/** `GET /api/v1/sessions/{id}`: one object. */
export function readSession(state: PlatformState, asked: Asked, id: string): SimulatorResponse {
  const row = rowsOf(state, asked).find(({ project }) => project.id === id);
  if (row === undefined) throw new ApiError(404, "Project not found");
  return json(200, drifted([recordOf(row, state, asked)], asked.fault, state.seed)[0]);
}

function rowsOf(state: PlatformState, asked: Asked): readonly Row[] {
  const { searchParams } = asked.url;
  const projects = visibleProjects(state, asked);
  const needed =
    searchParams.get("include_stats") === "true" || (searchParams.get("sort_by") ?? "start_time") !== "start_time";
  if (!needed) return projects.map((project) => ({ project, statistics: noStatistics, lastStart: undefined }));
  const given = searchParams.get("stats_start_time");
  const start = given === null ? undefined : parseTime(given);
  if (given !== null && start === undefined) throw new ApiError(422, "stats_start_time must be a valid datetime");
  const { from, to } = rangeOf(start, undefined, asked.now);
  const statistics = statisticsByProject(state.traffic, from, to, asked.now);
  const starts = lastStarts(state.traffic, new Set(projects.map(({ id }) => id)), asked.now);
  return projects.map((project) => ({
    project,
    statistics: statistics.get(project.id) ?? noStatistics,
    lastStart: starts.get(project.id),
  }));
}

function filtered(rows: readonly Row[], query: URLSearchParams, now: number): readonly Row[] {
  const text = query.get("filter") ?? "";
  if (text === "") return rows;
  try {
    const passes = parseFilter(text, projectFields, projectFieldAt(now));
    return rows.filter(({ project }) => passes(project));
  } catch (error) {
    if (error instanceof FilterError) throw new ApiError(422, `filter: ${error.message}`);
    throw error;
  }
}

function sorted(rows: readonly Row[], query: URLSearchParams, now: number): readonly Row[] {
  const name = query.get("sort_by") ?? "start_time";
  if (!Object.hasOwn(keys, name)) throw new ApiError(422, `sort_by must be one of ${Object.keys(keys).join(", ")}`);
  const key = (row: Row): number | string => keys[name]!(row, now);
  const sign = query.get("sort_by_desc") === "false" ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    return sign * (left < right ? -1 : left > right ? 1 : a.project.id < b.project.id ? -1 : 1);
  });
}

function pageOf(
  rows: readonly Row[],
  offset: number,
  limit: number,
  fault: LangSmithFaultKind | undefined,
): readonly Row[] {
  const page = rows.slice(offset, offset + limit);
  switch (fault) {
    case "offset_ignored":
      return rows.slice(0, limit);
    case "empty_page":
      return [];
    case "short_page":
    case "lost_tail":
      return page.slice(0, Math.ceil(page.length / 2));
    case "repeat_row":
      return [...rows.slice(Math.max(0, offset - 1), Math.max(1, offset)), ...page];
    case "skip_row":
      return page.toSpliced(Math.floor(page.length / 2), 1);
    case "out_of_order":
      return page.toReversed();
    default:
      return page;
  }
}

function recordOf(row: Row, { seed, version }: PlatformState, { now, url }: Asked): ApiRecord {
  const record = projectRecord(seed, row.project, now);
  if (url.searchParams.get("include_stats") !== "true") return record;
  const precision = url.searchParams.get("use_approx_stats") === "true" ? "approximate" : "exact";
  return { ...record, ...statisticsRecord(row.statistics, row.lastStart, version, precision) };
}

function whole(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new ApiError(422, `${name} must be a whole number, found ${text.slice(0, 40)}`);
  return Number(text);
}
