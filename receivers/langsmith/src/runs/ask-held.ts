import { sourceStatus } from "@genai-collector/polling";
import { hasEnded, type HeldRun } from "./held-runs.ts";
import { wireTime } from "../wire-time.ts";
import { refusals, type RunsPage } from "./runs-reader.ts";
import { nanosPerMilli } from "./micro-time.ts";
import type { RunsBatch } from "./runs-batch.ts";

/** Ids in one query. */
const mostIds = 100;
/** Held runs are asked for every so often. */
const everyMs = 120_000;

/** Asks for some of the runs that are held back, if it is time for that; ends the window when all were asked for. */
export async function readHeld(batch: RunsBatch): Promise<void> {
  const { progress, io } = batch;
  const { held, heldAsked, heldAskedAt } = progress;
  const [now, oldest] = [io.now(), held.all[0]];
  const isDue = heldAsked > 0 || Math.abs(now - heldAskedAt) >= everyMs;
  if (heldAsked < held.size && (isDue || (oldest !== undefined && isTooLong(batch, oldest)))) {
    // Only what is kept is passed over: where some have gone, the next ones stand in their place.
    progress.heldAsked += await askHeld(batch, held.all.slice(heldAsked, heldAsked + mostIds), undefined);
    if (progress.heldAsked < held.size) return;
  }
  if (isDue) progress.heldAskedAt = now;
  progress.phase = "done";
}

/** More are held back than may be: the oldest are emitted, as they are. */
export async function evictHeld(batch: RunsBatch, over: number): Promise<void> {
  await askHeld(batch, batch.progress.held.all.slice(0, Math.min(over, mostIds)), "full");
}

/** Asks for runs by id. What has ended is emitted; what must go, as it is. Returns how many are held on. */
async function askHeld(batch: RunsBatch, runs: readonly HeldRun[], mustGo: "full" | undefined): Promise<number> {
  const { rows, idsAsked } = await heldRows(batch, runs);
  batch.moved();
  const found = new Map(rows.map((row) => [row.id, row]));
  const gone = new Set<string>();
  const asked = runs.slice(0, idsAsked);
  for (const run of asked) {
    const row = found.get(run.id);
    const reason = mustGo ?? (isTooLong(batch, run) ? "too_long" : undefined);
    if (row !== undefined && hasEnded(row)) batch.emit(row);
    else if (reason === undefined) continue;
    else if (row === undefined) batch.io.skip("vanished_run", 1);
    else {
      batch.io.instruments.incomplete_runs.record(1, { reason });
      batch.emit(row);
    }
    gone.add(run.id);
  }
  batch.progress.held.remove(gone);
  return asked.length - gone.size;
}

async function heldRows(
  { tools, progress, io }: RunsBatch,
  runs: readonly HeldRun[],
): Promise<Pick<RunsPage, "rows" | "idsAsked">> {
  const nothing = { rows: [], idsAsked: runs.length };
  const known = runs.flatMap(({ project }) => project ?? []);
  try {
    const page = await tools.reader.page(
      {
        projects: known.length < runs.length ? progress.groups.flat() : [...new Set(known)],
        ids: runs.map(({ id }) => id),
        from: wireTime(Number(runs[0]!.start / nanosPerMilli)),
        to: wireTime(Number(runs.at(-1)!.start / nanosPerMilli) + 1_000),
      },
      io,
    );
    io.report("unfinished_runs");
    return page === "refused" ? nothing : page;
  } catch (error) {
    // Projects may be gone with their runs. No such answer may hold up the runs that there are.
    if (!refusals.includes(sourceStatus(error) ?? 0)) throw error;
    io.report("unfinished_runs", error);
    return nothing;
  }
}

function isTooLong({ tools, step }: RunsBatch, { start }: HeldRun): boolean {
  return start <= BigInt(step.to - tools.plan.config.max_run_duration) * nanosPerMilli;
}
