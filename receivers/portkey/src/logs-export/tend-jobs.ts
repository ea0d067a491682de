import type { WindowPage } from "@genai-collector/polling";
import type { CreatedJob } from "./export-api.ts";
import type { ExportContext } from "./export-context.ts";
import { askedBounds, smallerPartMs } from "./export-part.ts";
import { notAsked, notTold, type ExportJob, type ExportState } from "./export-state.ts";
import { endPart, giveUp, pagesOf, pauseFor, startOfPart } from "./page-turns.ts";
import { readObject } from "./read-object.ts";
import { isGone, isRefusal, isUnauthorized } from "./vendor-answers.ts";

/** Between the start of a job and the first look, and between two looks; longer for jobs that take long. */
const shortestLookMs = 5_000;

/** Has the vendor make a draft for the page. The first one of a part says how many pages there are. */
export async function createJob(at: ExportContext, state: ExportState): Promise<WindowPage> {
  // Another process may have created one, and have ended before it could say so.
  if (!at.request.saved.has(at.step.cursor!)) at.countJob("doubtful");
  const { id, total } = await created(at, state, state.page);
  const job: ExportJob = { id, page: state.page, phase: "draft", startedAt: 0 };
  if (state.total !== notAsked) return at.goOn({ ...state, jobs: [job, ...state.jobs] });
  return total === undefined ? unsized(at, state, job) : sized(at, state, job, total);
}

/** Without a total, pages are read until one is not full. */
function unsized(at: ExportContext, state: ExportState, job: ExportJob): WindowPage {
  at.unusual("total_missing", state);
  return at.goOn({ ...state, total: notTold, jobs: [job] });
}

async function sized(at: ExportContext, state: ExportState, job: ExportJob, total: number): Promise<WindowPage> {
  const { capacity } = at.request;
  if (total === 0) {
    at.countJob("empty");
    return endPart(at, { ...state, total }, []);
  }
  const partMs = smallerPartMs(state, total, capacity);
  if (partMs !== undefined) {
    at.unusual("window_split", state);
    await at.abandon(job);
    return at.goOn(startOfPart(at, state.from, partMs));
  }
  if (total > capacity) at.unusual("window_oversize", state);
  return at.goOn({ ...state, total, jobs: [job] });
}

async function created(at: ExportContext, state: ExportState, page: number): Promise<CreatedJob> {
  const { order, apiKeyIds } = at.request;
  try {
    const job = await at.api.create({ ...order, ...askedBounds(state), apiKeyIds: apiKeyIds.get(at.step.pass), page });
    at.countJob("created");
    return job;
  } catch (error) {
    if (!isRefusal(error) && !isUnauthorized(error)) at.countJob("doubtful");
    throw error;
  }
}

/** Starts the job of the page. A draft that never starts is given up. */
export async function startJob(at: ExportContext, state: ExportState, job: ExportJob): Promise<WindowPage> {
  if (isOverdue(at, job)) return giveUp(at, state, job, { reason: "export_stuck" });
  try {
    return at.goOn(withJob(state, await started(at, job)));
  } catch (cause) {
    if (isGone(cause)) return giveUp(at, state, job, { reason: "export_vanished", cause });
    if (isRefusal(cause)) return pauseFor(at, state, job, { reason: "start_refused", cause });
    throw cause;
  }
}

/** A start whose answer was lost has started the job: where that stands tells. Rejects with what the start said. */
async function started(at: ExportContext, job: ExportJob): Promise<ExportJob> {
  try {
    await at.api.start(job.id);
  } catch (error) {
    if (isUnauthorized(error)) throw error;
    const status = await at.api.status(job.id).catch(() => "draft");
    if (status === "draft") throw error;
  }
  // However often it is thrown back and started again, its time is counted from the first start.
  return { ...job, phase: "running", startedAt: job.startedAt === 0 ? at.io.now() : job.startedAt };
}

/** Looks where the job of the page is; reads what it made as soon as that is there. */
export async function lookAfterJob(at: ExportContext, state: ExportState, job: ExportJob): Promise<WindowPage> {
  const prepared = await prepareAhead(at, state);
  if (prepared !== undefined) return prepared;
  const ranFor = at.io.now() - job.startedAt;
  if (ranFor >= 0 && ranFor < shortestLookMs) return at.stay(shortestLookMs - ranFor);
  let status: string;
  try {
    status = await at.api.status(job.id);
  } catch (cause) {
    if (isGone(cause)) return giveUp(at, state, job, { reason: "export_vanished", cause });
    throw cause;
  }
  if (status === "success") {
    const ready: ExportJob = { ...job, phase: "ready" };
    return readObject(at, withJob(state, ready), ready);
  }
  if (status !== "draft" && status !== "queued" && status !== "in_progress")
    return giveUp(at, state, { ...job, phase: "ready" }, { reason: "export_failed" });
  if (isOverdue(at, job)) return giveUp(at, state, job, { reason: "export_stuck" });
  if (status === "draft") return at.goOn(withJob(state, { ...job, phase: "draft" }));
  return at.stay(nextLookMs(at, job));
}

/**
 * While a page is waited for, those behind it are prepared, one request a step. What fails here is tried again with the
 * next look, and holds nothing up.
 */
async function prepareAhead(at: ExportContext, state: ExportState): Promise<WindowPage | undefined> {
  const draft = state.jobs.find(({ page, phase }) => page !== state.page && phase === "draft");
  const next = state.page + state.jobs.length;
  const mayCreate = state.jobs.length <= at.request.jobsAhead && next < pagesOf(at, state);
  if (draft === undefined && !mayCreate) return undefined;
  try {
    const prepared = draft === undefined ? await oneMore(at, state, next) : withJob(state, await started(at, draft));
    at.io.report("jobs ahead");
    return at.goOn(prepared);
  } catch (error) {
    at.io.report("jobs ahead", error);
    return undefined;
  }
}

async function oneMore(at: ExportContext, state: ExportState, page: number): Promise<ExportState> {
  const { id } = await created(at, state, page);
  return { ...state, jobs: [...state.jobs, { id, page, phase: "draft", startedAt: 0 }] };
}

function isOverdue(at: ExportContext, { startedAt }: ExportJob): boolean {
  return startedAt > 0 && at.io.now() - startedAt > at.request.jobTimeoutMs;
}

function nextLookMs(at: ExportContext, { startedAt }: ExportJob): number {
  return Math.min(at.request.cadenceMs, Math.max(shortestLookMs, (at.io.now() - startedAt) / 4));
}

function withJob(state: ExportState, job: ExportJob): ExportState {
  return { ...state, jobs: state.jobs.map((other) => (other.page === job.page ? job : other)) };
}
