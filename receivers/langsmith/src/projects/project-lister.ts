import { FieldCounts } from "@genai-collector/polling/fields";
import type { LangsmithIo } from "../ask-langsmith.ts";
import { reportFields } from "../report-fields.ts";
import type { ProjectOrder } from "./projects-query.ts";
import {
  walkProjects,
  type Listed,
  type ProjectScope,
  type Reading,
  type StatsWindow,
  type Walk,
} from "./walk-projects.ts";

/** What was found. */
export interface ProjectList<R> {
  /** By id, ascending; each once. */
  readonly projects: readonly R[];
  /** There are more than `maxProjects`; those that ran last were kept, where LangSmith tells them. */
  readonly isTruncated: boolean;
}

/**
 * Lists projects for one loop. It sorts by when they were made, which does not change while pages are turned; only where
 * there are more than are wanted, by when they ran last, if LangSmith takes that.
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
    const { fields, loop } = this.#scope;
    const counts = new FieldCounts(fields);
    try {
      const { found, isTruncated } = await this.#mostActive({ io, stats, counts });
      this.#reportTruncation(isTruncated, io);
      const sorted = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
      return { projects: sorted.map(([, project]) => project), isTruncated };
    } finally {
      reportFields(io, loop, counts, "projects");
    }
  }

  async #mostActive(reading: Omit<Reading, "order">): Promise<Walk<R>> {
    const first = await this.#walk(reading);
    const mayAskAgain = first.isTruncated && this.#order === "start_time" && !this.#isRefused;
    if (mayAskAgain) this.#order = "last_run_start_time";
    const walk = mayAskAgain ? await this.#walk(reading) : first;
    // Where nothing is left out, the order that stands still is the better one.
    if (!walk.isTruncated) this.#order = "start_time";
    return walk;
  }

  async #walk(reading: Omit<Reading, "order">): Promise<Walk<R>> {
    const walk = await walkProjects(this.#scope, { ...reading, order: this.#order });
    if (walk !== undefined) return walk;
    this.#isRefused = true;
    this.#order = "start_time";
    const { loop } = this.#scope;
    reading.io.logger.info({ loop }, "LangSmith does not sort projects by their last run: the newest are kept");
    return (await walkProjects(this.#scope, { ...reading, order: this.#order }))!;
  }

  #reportTruncation(isTruncated: boolean, io: LangsmithIo): void {
    const { loop, maxProjects } = this.#scope;
    if (isTruncated) io.instruments.projects_truncated.record(1, { loop });
    const problem = isTruncated ? new Error(`there are more projects than ${maxProjects} (max_sessions)`) : undefined;
    io.report("projects", problem);
  }
}
