import type { Instant } from "@genai-collector/component";
import { sourceStatus } from "@genai-collector/polling";
import { wireTime } from "../wire-time.ts";
import { microTime } from "./micro-time.ts";
import type { RunRow } from "./run-fields.ts";
import { resumedWalk, takePage, walkOf } from "./run-walk.ts";
import { nanosPerMilli } from "./micro-time.ts";
import type { RunsBatch } from "./runs-batch.ts";

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
    if (page === "refused") {
      progress.walk = resumedWalk(walk);
      batch.reset("token_refused");
      return [];
    }
    const taken = takePage(walk, page, { from: BigInt(from) * nanosPerMilli, to: BigInt(to) * nanosPerMilli });
    progress.walk = taken.walk ?? walkOf(walk.group + 1);
    batch.moved(page.bytes);
    if (progress.phase === "window") passOver(batch, page.unreadable);
    if (taken.repeated > 0) io.instruments.repeated_runs.record(taken.repeated);
    if (taken.reset !== undefined) batch.reset(taken.reset);
    return taken.rows;
  } catch (error) {
    if (await findsWayOut(batch, error)) return [];
    throw error;
  }
}

/** Told once: what cannot be read now is not missed when the window is read again. */
function passOver({ progress, io }: RunsBatch, runs: number): void {
  if (runs === 0) return;
  io.skip("unreadable_run", runs);
  progress.seen += runs;
}

/** Projects that are gone must not hold up the window for ever. */
async function findsWayOut(batch: RunsBatch, error: unknown): Promise<boolean> {
  const { progress, tools, io } = batch;
  if (sourceStatus(error) !== 404) return false;
  const left = await tools.scope.withoutGone(progress.groups, io);
  if (left === undefined) return false;
  progress.groups = left;
  batch.reset("project_gone");
  return true;
}
