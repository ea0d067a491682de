import { CollectorError, isCollectorError, type HttpResponse } from "@genai-collector/component";
import { sourceStatus } from "@genai-collector/polling";
import { documentReader, FieldCounts, type FieldReport } from "@genai-collector/polling/fields";
import { askLangsmith, type LangsmithIo } from "../ask-langsmith.ts";
import { reportFields } from "../report-fields.ts";
import type { RunRow } from "./run-fields.ts";
import type { RunsQuery } from "./runs-api.ts";
import type { RunsPlan } from "./runs-plan.ts";
import { SelectLadder } from "./select-ladder.ts";

/** What an answer says of the page after it: where it goes on; something that cannot be read; nothing; that there is none. */
export type NextPage = { readonly token: string } | "unreadable" | "unsaid" | "none";

/** One answer. */
export interface RunsPage {
  readonly rows: readonly RunRow[];
  /** Runs that could not be read, most of them larger than an answer may be. */
  readonly unreadable: number;
  readonly next: NextPage;
  /** As many runs as were asked for, or more. */
  readonly isFull: boolean;
  /** Of a query by ids: how many of them were asked for. */
  readonly idsAsked: number;
  readonly bytes: number;
}

/** One run alone may be so large: it is passed over as bytes, to get to what stands behind it. */
const oneRunBytes = 1024 * 1024 * 1024;

/** What the platform says to a token that is too old, or of another question, instead of a page. */
export const refusals = [400, 404, 409, 410, 422];

/** No page: the token is refused; or the answer is larger than it may be, or than the platform makes it. */
type NoPage = "refused" | "too_large";

/**
 * Asks for pages of runs. Where a page is larger than an answer may be, it asks for half as many, down to one, and passes
 * over that one. Pages grow again afterwards.
 */
export class RunsReader {
  readonly #plan: RunsPlan;
  readonly #ladder: SelectLadder;
  #limit: number;

  constructor(plan: RunsPlan) {
    this.#plan = plan;
    this.#ladder = new SelectLadder(plan.selections);
    this.#limit = plan.pageSize;
  }

  /** `refused`: the query's token is not good any more. Rejects with what is left of an error after every attempt. */
  async page(query: RunsQuery, io: LangsmithIo): Promise<RunsPage | "refused"> {
    for (let maxBodyBytes: number | undefined; ;) {
      const limit = this.#limit;
      const page = await this.#askSelected(query, limit, maxBodyBytes, io);
      if (page !== "too_large") {
        this.#limit = Math.min(this.#plan.pageSize, limit * 2);
        return page;
      }
      if (maxBodyBytes !== undefined) throw tooLargeAlone();
      io.instruments.shrunk_pages.record(1);
      if (limit === 1) maxBodyBytes = oneRunBytes;
      this.#limit = Math.ceil(limit / 2);
    }
  }

  /** A token is bound to what its first page selected, so only a first page tries another selection. */
  async #askSelected(
    query: RunsQuery,
    limit: number,
    maxBodyBytes: number | undefined,
    io: LangsmithIo,
  ): Promise<RunsPage | NoPage> {
    for (;;) {
      try {
        return await this.#ask(query, limit, maxBodyBytes, io);
      } catch (error) {
        if (sourceStatus(error) !== 422) throw error;
        const isLess = this.#ladder.refused(io.now());
        const left = this.#ladder.left.join(", ");
        io.report(
          "select",
          isLess ? new Error(`LangSmith does not know all fields; asked without ${left}`) : undefined,
        );
        if (!isLess) throw error;
      }
    }
  }

  #ask(query: RunsQuery, limit: number, maxBodyBytes: number | undefined, io: LangsmithIo): Promise<RunsPage | NoPage> {
    const { api, endpoint, filter } = this.#plan;
    const ids = query.ids?.slice(0, limit);
    const json = api.body({ ...query, ids }, filter, { select: this.#ladder.names(io.now()), limit });
    const accept = query.token === undefined ? [413] : [413, ...refusals];
    return askLangsmith<RunsPage | NoPage>(
      io,
      { loop: "runs", endpoint: "runs/query", request: { url: api.url(endpoint), json, maxBodyBytes, accept } },
      async (response) => {
        if (response.status >= 300) return response.status === 413 ? "too_large" : "refused";
        const page = await this.#readBounded(response, limit, io);
        return page === "too_large" ? page : { ...page, idsAsked: ids?.length ?? 0 };
      },
      (page) => (typeof page === "string" ? 0 : page.rows.length),
    );
  }

  /** What is too large now is so with every attempt, and no fault of the platform. */
  async #readBounded(
    response: HttpResponse,
    limit: number,
    io: LangsmithIo,
  ): Promise<Omit<RunsPage, "idsAsked"> | "too_large"> {
    try {
      return await this.#read(response, limit, io);
    } catch (error) {
      if (isCollectorError(error) && error.code === "HTTP_BODY_TOO_LARGE") return "too_large";
      throw error;
    }
  }

  async #read(response: HttpResponse, limit: number, io: LangsmithIo): Promise<Omit<RunsPage, "idsAsked">> {
    const { api, fields, maxRunBytes, maxListItems } = this.#plan;
    const besideCounts = new FieldCounts(api.end);
    const limits = { maxRecordBytes: maxRunBytes, maxItems: maxListItems };
    const reader = documentReader(fields, api.at, { beside: api.end, besideCounts, ...limits });
    const rows: RunRow[] = [];
    for await (const chunk of response.body) {
      reader.feed(chunk);
      for (let row = reader.next(); row !== undefined; row = reader.next()) rows.push(row);
    }
    reader.end();
    for (let row = reader.next(); row !== undefined; row = reader.next()) rows.push(row);
    const { next } = reader.beside();
    reportFields(io, "runs", reader.counts);
    return {
      rows,
      unreadable: reader.position - rows.length,
      next: next === undefined ? nextOf(besideCounts.report()) : { token: next },
      isFull: reader.position >= limit,
      bytes: reader.offset,
    };
  }
}

/** Null says that there is no more. So does an empty text, which cannot be told from signs that no token has. */
function nextOf({ fields }: FieldReport): NextPage {
  const outcome = fields["next"]!;
  if (outcome.wrong_type + outcome.too_long > 0) return "unreadable";
  return outcome.missing + outcome.misfit > 0 ? "unsaid" : "none";
}

function tooLargeAlone(): CollectorError {
  return new CollectorError("LANGSMITH_RUN_TOO_LARGE", "runs/query: one run alone is larger than can be passed over", {
    kind: "malformed",
  });
}
