import type { Instant } from "@genai-collector/component";
import type { Io } from "@genai-collector/polling";
import { readRows, type AnswerRows, type RowShape } from "./answer-rows.ts";
import { askPortkey } from "./ask-portkey.ts";
import { fieldProblems, type FieldProblem } from "./field-problems.ts";
import { GroupPages, type PageLimits, type Truncation } from "./group-pages.ts";
import { refuseOverQuota } from "./quota.ts";
import type { PortkeyInstruments } from "./telemetry.ts";
import { wireTime } from "./wire-time.ts";

/** What is asked of `GET /analytics/groups/{path}`. */
export interface GroupQuestion<R> extends PageLimits {
  /** Percent-encoded. */
  readonly path: string;
  readonly shape: RowShape<R>;
  /** What rows are told from each other by. */
  readonly keyOf: (row: R) => string | number;
  /** Throws where a page is not what it should be: then the whole group is discarded. */
  readonly check?: (page: AnswerRows<R>) => void;
  /** Traffic from here on, up to `to`. */
  readonly from: Instant;
  readonly to: Instant;
  /** Comma-joined; undefined: of all keys. */
  readonly apiKeyIds?: string | undefined;
}

/** A group's rows, each value once, in the order of the answers. */
export interface GroupRows<R> {
  readonly rows: readonly R[];
  readonly duplicates: number;
  readonly truncation: Truncation | undefined;
  /** How many rows are known to be missing; 0: it is not known. */
  readonly missing: number;
  /** By page. */
  readonly problems: readonly FieldProblem[];
}

/** Reads a group page by page: all of its pages, or it rejects. */
export async function readGroup<R>(io: Io<PortkeyInstruments>, question: GroupQuestion<R>): Promise<GroupRows<R>> {
  const pages = new GroupPages(question.keyOf, question);
  const problems: FieldProblem[] = [];
  let hasMore = true;
  while (hasMore) {
    const page = await askForPage(io, question, pages.page);
    problems.push(...fieldProblems(question.shape.row, page.counts));
    hasMore = pages.take(page);
  }
  const { rows, duplicates, truncation, missing } = pages;
  return { rows, duplicates, truncation, missing, problems };
}

async function askForPage<R>(
  io: Io<PortkeyInstruments>,
  { path, shape, check, from, to, apiKeyIds, pageSize }: GroupQuestion<R>,
  page: number,
): Promise<AnswerRows<R>> {
  const query = {
    time_of_generation_min: wireTime(from),
    time_of_generation_max: wireTime(to),
    page_size: pageSize,
    current_page: page,
    api_key_ids: apiKeyIds,
  };
  const answer = await askPortkey(io, { url: `/analytics/groups/${path}`, query }, (bytes) => readRows(bytes, shape));
  refuseOverQuota(answer.isOverQuota, shape.what, io);
  check?.(answer);
  return answer;
}
