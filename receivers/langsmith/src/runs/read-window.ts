import { isCollectorError } from "@genai-collector/component";
import type { WindowPage } from "@genai-collector/polling";
import { evictHeld, readHeld } from "./ask-held.ts";
import { endReading, noteSeen, readLate, reportIngestion } from "./late-runs.ts";
import { formatCarry, formatProgress } from "./progress-codec.ts";
import { readRuns } from "./read-runs.ts";
import type { RunRow } from "./run-fields.ts";
import type { RunsBatch } from "./runs-batch.ts";

/** Reads a window on from where the last step stood, until there is enough to hand on. */
export async function readWindow(batch: RunsBatch): Promise<WindowPage> {
  const { progress, records, io } = batch;
  let waitMs: number | undefined = 0;
  try {
    while (progress.phase !== "done" && !batch.isFull()) await advance(batch);
  } catch (error) {
    // What was read is delivered and saved; if it was more than a moment's trouble, the next step will say so.
    if (!batch.hasMoved) throw error;
    waitMs = isCollectorError(error) ? error.retryAfterMs : undefined;
  }
  if (progress.phase !== "done") return { records, cursor: formatProgress(progress), waitMs };
  io.instruments.unfinished_runs.record(progress.held.size);
  return { records, carry: formatCarry(progress), waitMs };
}

async function advance(batch: RunsBatch): Promise<void> {
  const { held, phase } = batch.progress;
  const over = held.size - batch.tools.plan.config.max_unfinished_runs;
  if (over > 0) return evictHeld(batch, over);
  if (phase === "window") return readOwn(batch);
  return phase === "late" ? readLate(batch) : readHeld(batch);
}

/** One page of the window's own runs. */
async function readOwn(batch: RunsBatch): Promise<void> {
  const rows = await readRuns(batch, batch.step);
  if (rows === undefined) return endReading(batch);
  for (const row of rows) take(batch, row);
  reportIngestion(batch, rows);
}

function take(batch: RunsBatch, row: RunRow): void {
  if (row.start_time === undefined) batch.io.instruments.runs_without_start.record(1);
  batch.measure(row);
  noteSeen(batch, row, batch.emitOrHold(row));
}
