import type { WindowPage } from "@genai-collector/polling";
import type { ExportContext } from "./export-context.ts";
import { askedBounds } from "./export-part.ts";
import { pageStart, type ExportJob, type ExportState } from "./export-state.ts";
import { openObject, type ObjectProblem, type OpenObject } from "./open-object.ts";
import { endPage, giveUp, inAnotherObject, pauseFor, skipPage } from "./page-turns.ts";
import { readChunk, type Chunk } from "./page-reader.ts";
import { reportRecords } from "./report-records.ts";
import { assertSafeLink } from "./signed-link.ts";
import { isGone, isRefusal } from "./vendor-answers.ts";

/** After so many troubles parts of the object are not asked for any more: something in between cannot handle them. */
const asWholeAfter = 2;
/** Before what broke off is asked for again. */
const brokenPauseMs = 1_000;

/** Reads the next chunk of the page from the object of its job. */
export async function readObject(at: ExportContext, state: ExportState, job: ExportJob): Promise<WindowPage> {
  let link: string;
  try {
    link = at.request.links.get(job.id, at.io.now()) ?? (await at.api.link(job.id));
  } catch (cause) {
    if (isGone(cause)) return giveUp(at, state, job, { reason: "object_gone", cause });
    if (isRefusal(cause)) return pauseFor(at, state, job, { reason: "link_refused", cause });
    throw cause;
  }
  assertSafeLink(link, at.request.linkPolicy);
  at.request.links.keep(job.id, link, at.io.now());
  const { position } = state;
  const asWhole = state.troubles >= asWholeAfter;
  const opened = await openObject(at.io, { link, position, asWhole, timeoutMs: at.request.downloadTimeoutMs });
  if (opened === "end") return endPage(at, state, job, []);
  if ("problem" in opened) return unopened(at, state, job, opened.problem);
  const chunk = await readFrom(at, state, job, opened);
  reportRecords(at, chunk);
  return afterChunk(at, state, job, chunk);
}

async function unopened(
  at: ExportContext,
  state: ExportState,
  job: ExportJob,
  reason: ObjectProblem,
): Promise<WindowPage> {
  if (reason === "object_gone") return giveUp(at, state, job, { reason });
  // The next one is fresh.
  if (reason === "link_expired") at.request.links.forget(job.id);
  const isAnother = reason === "object_changed";
  const next = isAnother ? { ...state, position: inAnotherObject(state.position) } : state;
  return pauseFor(at, next, job, { reason });
}

function readFrom(at: ExportContext, state: ExportState, job: ExportJob, object: OpenObject): Promise<Chunk> {
  const { request, step } = at;
  return readChunk({
    shape: request.shape,
    writer: request.writerOf(step.pass),
    part: state,
    askedFrom: askedBounds(state).from,
    fallbackTime: step.to,
    position: state.position,
    object,
    seen: request.seen.of(job.id, object.tag),
    maxSeen: 2 * request.order.pageSize,
    maxLines: request.chunkMaxRecords,
    maxBytes: request.maxObjectBytes,
  });
}

async function afterChunk(at: ExportContext, state: ExportState, job: ExportJob, chunk: Chunk): Promise<WindowPage> {
  const { records, position, end, error: cause } = chunk;
  // What was read before may be missing now, and the other way round: the page is delivered again.
  if (end === "other_records") return giveUp(at, state, job, { reason: "records_changed", position: pageStart });
  if (end === "broken" && position.offset === state.position.offset)
    return pauseFor(at, state, job, { reason: "body_broken", cause });
  const next = { ...state, position, troubles: 0 };
  if (end === "broken") return at.goOn(next, records, brokenPauseMs);
  if (end === "too_large") {
    at.unwell("object_oversize", state);
    return skipPage(at, next, job, { reason: "object_oversize", records });
  }
  const isWhole = end === "page" || (position.size > 0 && position.offset >= position.size);
  return isWhole ? endPage(at, next, job, records) : at.goOn(next, records);
}
