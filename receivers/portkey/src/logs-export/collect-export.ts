import type { Io, WindowPage, WindowStep } from "@genai-collector/polling";
import type { PortkeyInstruments } from "../telemetry.ts";
import { partMsOf } from "./export-carry.ts";
import { ExportContext } from "./export-context.ts";
import type { ExportRequest } from "./export-request.ts";
import { tryParseState, type ExportState } from "./export-state.ts";
import { pauseLeft, startOfPart } from "./page-turns.ts";
import { readObject } from "./read-object.ts";
import { createJob, lookAfterJob, startJob } from "./tend-jobs.ts";

/**
 * One step of an export: create → start → look → read, page by page, part by part (portkey.md §4.3). All that it must
 * know goes through the cursor; a step in which nothing happened gives the cursor back as it was.
 */
export async function collectExport(
  request: ExportRequest,
  step: WindowStep,
  io: Io<PortkeyInstruments>,
): Promise<WindowPage> {
  const at = new ExportContext(request, step, io);
  if (step.cursor === undefined) return beginWindow(at);
  const state = tryParseState(step.cursor, step);
  if (state === undefined) return restartWindow(at);
  if (state.settings !== at.settings) return restartPart(at, state);
  const pauseMs = pauseLeft(at, state);
  if (pauseMs !== undefined) return at.stay(pauseMs);
  const job = state.jobs.find(({ page }) => page === state.page);
  if (job === undefined) return createJob(at, state);
  if (job.phase === "draft") return startJob(at, state, job);
  return job.phase === "running" ? lookAfterJob(at, state, job) : readObject(at, state, job);
}

/**
 * The end of the window is saved before a job is asked for it. By then the vendor's clock was heard: the window of a job
 * that is created too early would lack records for good.
 */
async function beginWindow(at: ExportContext): Promise<WindowPage> {
  await at.api.hearClock();
  return at.goOn(startOfPart(at, at.step.from, partMsOf(at.step.carry, at.request.windowMs)));
}

/** Nobody knows what was exported of it. */
function restartWindow(at: ExportContext): WindowPage {
  at.unusual("cursor_unreadable", at.step);
  return at.goOn(startOfPart(at, at.step.from, at.request.windowMs));
}

/** Pages of other sizes, or of other records, do not fit together; what lies before the part is exported. */
async function restartPart(at: ExportContext, state: ExportState): Promise<WindowPage> {
  at.unusual("settings_changed", state);
  for (const job of state.jobs) await at.abandon(job);
  return at.goOn(startOfPart(at, state.from, at.request.windowMs));
}
