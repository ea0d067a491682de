import type { PolledRecord, WindowPage } from "@genai-collector/polling";
import { formatCarry } from "./export-carry.ts";
import type { ExportContext } from "./export-context.ts";
import { nextPartMs, partFrom } from "./export-part.ts";
import type { PageProblem } from "./export-problems.ts";
import { notAsked, notTold, pageStart, type ExportJob, type ExportState, type PagePosition } from "./export-state.ts";

const secondMs = 1_000;
/** Troubles with one job, in a row, before it is given up. */
const mostTroubles = 4;
const pause = { firstMs: 5 * secondMs, factor: 2, longestMs: 300 * secondMs };
/** Six jobs, as many as a page has by default, outlast two hours of a platform that makes none. */
const retry = { firstMs: 60 * secondMs, factor: 4, longestMs: 3_600 * secondMs };

/** The beginning of a part. */
export function startOfPart(at: ExportContext, from: number, partMs: number): ExportState {
  return {
    ...partFrom(from, partMs, at.step.to),
    settings: at.settings,
    partMs,
    total: notAsked,
    page: 0,
    jobs: [],
    position: pageStart,
    givenUp: 0,
    troubles: 0,
    notBefore: 0,
  };
}

/** The part is exported: on with the next one, or the window is complete. */
export function endPart(at: ExportContext, state: ExportState, records: PolledRecord[]): WindowPage {
  const { windowMs, capacity } = at.request;
  const partMs = nextPartMs(state, state.partMs, state.total < 0 ? undefined : state.total, capacity, windowMs);
  if (state.to < at.step.to) return at.goOn(startOfPart(at, state.to, partMs), records);
  return { records, carry: formatCarry(partMs, windowMs), waitMs: 0 };
}

/** The page was read to its end. Where records are missing, it is exported again. */
export async function endPage(
  at: ExportContext,
  state: ExportState,
  job: ExportJob,
  records: PolledRecord[],
): Promise<WindowPage> {
  if ((missingOf(at, state) ?? 0) > 0) return giveUp(at, state, job, { reason: "page_short", records });
  at.io.report("export");
  at.countJob("read");
  return turn(at, state, job, records, hasNext(at, state));
}

/** What is missing of the page will never be delivered. */
export function skipPage(
  at: ExportContext,
  state: ExportState,
  job: ExportJob,
  { reason, records = [] }: Failure,
): WindowPage {
  at.io.skip(reason, missingOf(at, state));
  at.countJob("skipped");
  // Nobody knows whether there are more where the vendor does not say: a page that fails must not go on for ever.
  return turn(at, state, job, records, state.total !== notTold && hasNext(at, state));
}

/** Why a job gives nothing, and what it gave before. */
export interface Failure {
  readonly reason: PageProblem;
  readonly records?: PolledRecord[];
  readonly cause?: unknown;
  /** Where its page is read on, in the object of another job; by default where it was. */
  readonly position?: PagePosition;
}

/** Something that may pass by itself: the same job again, a little later, and not for ever. */
export async function pauseFor(
  at: ExportContext,
  state: ExportState,
  job: ExportJob,
  failure: Failure,
): Promise<WindowPage> {
  const troubles = state.troubles + 1;
  if (troubles > mostTroubles) return giveUp(at, state, job, failure);
  at.unwell(failure.reason, state, failure.cause);
  return waitFirst(at, { ...state, troubles }, [], backoff(pause, troubles));
}

/** This job gives nothing, or nothing more: another one for the same page, and not for ever. */
export async function giveUp(
  at: ExportContext,
  state: ExportState,
  job: ExportJob,
  failure: Failure,
): Promise<WindowPage> {
  at.unwell(failure.reason, state, failure.cause);
  await at.abandon(job);
  const givenUp = state.givenUp + 1;
  if (givenUp >= at.request.maxAttempts) return skipPage(at, state, job, failure);
  const position = failure.position ?? inAnotherObject(state.position);
  const jobs = state.jobs.filter(({ id }) => id !== job.id);
  return waitFirst(at, { ...state, jobs, givenUp, troubles: 0, position }, failure.records, backoff(retry, givenUp));
}

/** What is left to wait for before anything is asked again; undefined: nothing. */
export function pauseLeft(at: ExportContext, { notBefore }: ExportState): number | undefined {
  const leftMs = notBefore - at.io.now();
  // A clock that was set back must not stop an export for as long.
  return leftMs > 0 && leftMs <= retry.longestMs ? leftMs : undefined;
}

/** The cadence may look earlier, and in another process: the end of the wait is saved. */
function waitFirst(at: ExportContext, state: ExportState, records: PolledRecord[] = [], waitMs: number): WindowPage {
  return at.goOn({ ...state, notBefore: at.io.now() + waitMs }, records, waitMs);
}

/** Pages of the part; 0 where the vendor does not say. */
export function pagesOf(at: ExportContext, { total }: ExportState): number {
  return Math.max(0, Math.ceil(total / at.request.order.pageSize));
}

/** Bytes are of one object; records are of the page. */
export function inAnotherObject(position: PagePosition): PagePosition {
  return { ...position, offset: 0, tag: "", size: 0 };
}

function turn(
  at: ExportContext,
  state: ExportState,
  job: ExportJob,
  records: PolledRecord[],
  goesOn: boolean,
): WindowPage {
  at.forget(job);
  if (!goesOn) return endPart(at, state, records);
  const page = state.page + 1;
  const jobs = state.jobs.filter((other) => other.page >= page);
  return at.goOn({ ...state, page, jobs, position: pageStart, givenUp: 0, troubles: 0, notBefore: 0 }, records);
}

/** Where the total is not known, a page that is full may have another one behind it. */
function hasNext(at: ExportContext, state: ExportState): boolean {
  const { records, unreadable } = state.position;
  if (state.total === notTold) return records + unreadable >= at.request.order.pageSize;
  return state.page + 1 < pagesOf(at, state);
}

/** Records that the page should have had; undefined where the vendor does not say. */
function missingOf(at: ExportContext, { total, page, position }: ExportState): number | undefined {
  if (total < 0) return undefined;
  const { pageSize } = at.request.order;
  const expected = Math.min(pageSize, total - page * pageSize);
  return Math.max(0, expected - position.records - position.unreadable);
}

function backoff({ firstMs, factor, longestMs }: typeof pause, attempt: number): number {
  return Math.min(longestMs, firstMs * factor ** (attempt - 1));
}
