import type { Instant } from "@genai-collector/component";
import { sourceStatus } from "@genai-collector/polling";
import { wireTime } from "../wire-time.ts";
import { microTime } from "./micro-time.ts";
import type { RunRow } from "./run-fields.ts";
import { resumedWalk, takePage, walkOf } from "./run-walk.ts";
import { nanosPerMilli, type RunsBatch } from "./runs-batch.ts";

/** A stretch of time that is read: [from, to). */
export interface RunsRange {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The next page of a stretch, as `progress.walk` stands: what of it is new; undefined: there are no more. Bounds are
 * asked for in whole seconds around the stretch, and kept exactly here.
 */
export async function readRuns(batch: RunsBatch, { from, to }: RunsRange): Promise<readonly RunRow[] | undefined> {
  const { progress, tools, io } = batch;
  const { walk, groups } = progress;
  const projects = groups[walk.group];
  if (projects === undefined) return undefined;
  if (projects.length === 0) {
    progress.walk = walkOf(walk.group + 1);
    return [];
  }
  const begin = walk.after === undefined ? wireTime(from) : microTime(walk.after.start);
  const query = { projects, from: begin, to: wireTime(to + 999), token: walk.token };
  try {
    const page = await tools.reader.page(query, io);
    const taken = takePage(walk, page, { from: BigInt(from) * nanosPerMilli, to: BigInt(to) * nanosPerMilli });
    progress.walk = taken.walk ?? walkOf(walk.group + 1);
    batch.moved(page.bytes);
    if (page.unreadable > 0 && progress.phase === "window") io.skip("unreadable_run", page.unreadable);
    if (taken.repeated > 0) io.instruments.repeated_runs.record(taken.repeated);
    if (taken.reset !== undefined) batch.reset(taken.reset);
    return taken.rows;
  } catch (error) {
    if (await findsWayOut(batch, error)) return [];
    throw error;
  }
}

/** A token that is not good any more, and projects that are gone, must not hold up the window for ever. */
async function findsWayOut(batch: RunsBatch, error: unknown): Promise<boolean> {
  if (!isRefusal(error)) return false;
  const { progress, tools, io } = batch;
  if (progress.walk.token !== undefined) {
    progress.walk = resumedWalk(progress.walk);
    batch.reset("token_refused");
    return true;
  }
  const left = sourceStatus(error) === 404 ? await tools.scope.withoutGone(progress.groups, io) : undefined;
  if (left === undefined) return false;
  progress.groups = left;
  batch.reset("project_gone");
  return true;
}

/** The platform does not take the request as it is: not a matter of rights, of rates, or of its health. */
export function isRefusal(error: unknown): boolean {
  const status = sourceStatus(error);
  return status !== undefined && [400, 404, 409, 410, 422].includes(status);
}
