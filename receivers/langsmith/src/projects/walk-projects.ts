import type { Instant } from "@genai-collector/component";
import { documentReader, records, recordsFrom, type FieldCounts, type FieldSet } from "@genai-collector/polling/fields";
import { askLangsmith, type LangsmithIo } from "../ask-langsmith.ts";
import type { LoopName } from "../telemetry.ts";
import { projectsRequest, type ProjectOrder } from "./projects-query.ts";

/** Which projects, and what of them is read. */
export interface ProjectScope<R extends Listed> {
  readonly loop: LoopName;
  readonly fields: FieldSet<R>;
  readonly filter: string;
  readonly pageLimit: number;
  readonly maxProjects: number;
}

/** What every loop reads of a project. */
export interface Listed {
  readonly id: string | undefined;
}

/** Statistics of each project since an instant, until the page is answered. */
export interface StatsWindow {
  readonly from: Instant;
  readonly isApproximate: boolean;
}

/** One reading of the list. */
export interface Reading {
  readonly io: LangsmithIo;
  /** Undefined: without statistics. */
  readonly stats: StatsWindow | undefined;
  readonly order: ProjectOrder;
  /** Of all its answers. */
  readonly counts: FieldCounts;
}

/** What was found by the end, or by the most that are wanted. */
export interface Walk<R> {
  readonly found: ReadonlyMap<string, R>;
  /** There are more, or the list cannot be paged. */
  readonly isTruncated: boolean;
}

/** LangSmith refuses what it does not sort by with one of these. */
const refusals = [400, 403, 422];

/**
 * Reads the list page by page. Rejects where a page cannot be had; undefined where LangSmith does not sort by the order,
 * which is told by its errors only for another one than `start_time`.
 */
export async function walkProjects<R extends Listed>(
  scope: ProjectScope<R>,
  reading: Reading,
): Promise<Walk<R> | undefined> {
  const { maxProjects, pageLimit } = scope;
  const found = new Map<string, R>();
  for (let offset = 0; ;) {
    const rows = await readPage(scope, reading, offset);
    if (rows === undefined) return undefined;
    const known = found.size;
    for (const row of rows) {
      if (row.id === undefined || found.has(row.id)) continue;
      if (found.size === maxProjects) return { found, isTruncated: true };
      found.set(row.id, row);
    }
    // A short page may be all that LangSmith is willing to give at once, so only nothing new is the end. A whole page
    // of what is known already is a list that cannot be paged.
    if (found.size === known) return { found, isTruncated: rows.length >= pageLimit };
    offset += rows.length;
  }
}

async function readPage<R extends Listed>(
  { fields, filter, loop, pageLimit }: ProjectScope<R>,
  { counts, io, order, stats }: Reading,
  offset: number,
): Promise<readonly R[] | undefined> {
  const request = projectsRequest({ order, limit: pageLimit, offset, filter, stats });
  const accept = order === "start_time" ? [] : refusals;
  const page = await askLangsmith(
    io,
    { loop, endpoint: "sessions", request: { ...request, accept } },
    async (response) => {
      if (response.status >= 300) return undefined;
      const reader = documentReader(fields, records(""));
      const rows: R[] = [];
      for await (const row of recordsFrom(reader, response.body)) rows.push(row);
      return { rows, counts: reader.counts };
    },
    (answer) => answer?.rows.length ?? 0,
  );
  // Counted here, because an answer that breaks off is read again.
  if (page !== undefined) counts.include(page.counts);
  return page?.rows;
}
