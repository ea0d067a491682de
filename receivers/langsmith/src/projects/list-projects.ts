import type { Instant } from "@genai-collector/component";
import { records, documentReader, recordsFrom, type FieldSet } from "@genai-collector/polling/fields";
import { askLangsmith, type LangsmithIo } from "../ask-langsmith.ts";
import { reportFields } from "../report-fields.ts";
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

/** What was found. */
export interface ProjectList<R> {
  /** By id, ascending; each once. */
  readonly projects: readonly R[];
  /** There are more than `maxProjects`; those that ran last were kept, where LangSmith tells them. */
  readonly isTruncated: boolean;
}

/** Statistics of each project since an instant, until the page is answered. */
export interface StatsWindow {
  readonly from: Instant;
  readonly isApproximate: boolean;
}

interface Walk<R> {
  readonly found: ReadonlyMap<string, R>;
  readonly isTruncated: boolean;
}

/** LangSmith refuses what it does not sort by with one of these. */
const refusals = [400, 403, 422];

/**
 * Lists projects page by page, for one loop. It sorts by when they were made, which no page that follows can change;
 * only where there are more than are wanted, by when they ran last, if LangSmith takes that.
 */
export class ProjectLister<R extends Listed> {
  readonly #scope: ProjectScope<R>;
  #order: ProjectOrder = "start_time";
  #isRefused = false;

  constructor(scope: ProjectScope<R>) {
    this.#scope = scope;
  }

  /** All projects or none: rejects where a page cannot be had. Truncation is counted. */
  async list(io: LangsmithIo, stats?: StatsWindow): Promise<ProjectList<R>> {
    let walk = await this.#walkInOrder(io, stats);
    if (walk.isTruncated && this.#order === "start_time" && !this.#isRefused) {
      this.#order = "last_run_start_time";
      walk = await this.#walkInOrder(io, stats);
    }
    // Where nothing is left out, the order that stands still is the better one.
    if (!walk.isTruncated) this.#order = "start_time";
    this.#reportTruncation(walk.isTruncated, io);
    const sorted = [...walk.found].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { projects: sorted.map(([, project]) => project), isTruncated: walk.isTruncated };
  }

  async #walkInOrder(io: LangsmithIo, stats: StatsWindow | undefined): Promise<Walk<R>> {
    const walk = await this.#walk(io, stats);
    if (walk !== undefined) return walk;
    this.#isRefused = true;
    this.#order = "start_time";
    io.logger.info(
      { loop: this.#scope.loop },
      "LangSmith does not sort projects by their last run: the newest are kept",
    );
    return (await this.#walk(io, stats))!;
  }

  /** Undefined: LangSmith refuses the order. */
  async #walk(io: LangsmithIo, stats: StatsWindow | undefined): Promise<Walk<R> | undefined> {
    const { maxProjects, pageLimit } = this.#scope;
    const found = new Map<string, R>();
    for (let offset = 0; ;) {
      const rows = await this.#page(offset, io, stats);
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

  #reportTruncation(isTruncated: boolean, io: LangsmithIo): void {
    const { loop, maxProjects } = this.#scope;
    if (isTruncated) io.instruments.projects_truncated.record(1, { loop });
    const problem = isTruncated ? new Error(`there are more than ${maxProjects} projects (max_sessions)`) : undefined;
    io.report("projects", problem);
  }

  async #page(offset: number, io: LangsmithIo, stats: StatsWindow | undefined): Promise<readonly R[] | undefined> {
    const { loop, fields, filter, pageLimit } = this.#scope;
    const order = this.#order;
    const request = projectsRequest({ order, limit: pageLimit, offset, filter, stats });
    const accept = order === "start_time" ? [] : refusals;
    const answer = await askLangsmith(
      io,
      { loop, endpoint: "sessions", request: { ...request, accept } },
      async (response) => {
        if (response.status >= 300) return undefined;
        const reader = documentReader(fields, records(""));
        const rows: R[] = [];
        for await (const row of recordsFrom(reader, response.body)) rows.push(row);
        return { rows, counts: reader.counts };
      },
      (page) => page?.rows.length ?? 0,
    );
    if (answer !== undefined) reportFields(io, loop, answer.counts, "projects");
    return answer?.rows;
  }
}
