import { certainUpTo, dueReads, maxNear, withRead } from "./past-reads.ts";
import { readRuns } from "./read-runs.ts";
import type { RunRow } from "./run-fields.ts";
import { walkOf } from "./run-walk.ts";
import { nanosPerMilli } from "./micro-time.ts";
import type { RunsBatch } from "./runs-batch.ts";

// Every window is read again, `late_lookback` after it. What LangSmith took in after the first reading is late.

/** Notes what the second reading must know of a run of the first one. */
export function noteSeen({ progress }: RunsBatch, { id, inserted_at: inserted }: RunRow, isHeld: boolean): void {
  const isCertain = inserted !== undefined && inserted <= certainUpTo(progress);
  if (isCertain) progress.seen++;
  else if (inserted === undefined) progress.untold++;
  // A run that is held back may be taken in anew when it ends.
  if (id === undefined || (isCertain && !isHeld)) return;
  const near = progress.reads.reduce((sum, read) => sum + read.near.length, progress.near.length);
  if (near < maxNear) progress.near.push(id);
  else progress.more++;
}

/** Says whether late runs can be found at all. */
export function reportIngestion({ tools: { plan }, io }: RunsBatch, rows: readonly RunRow[]): void {
  if (plan.config.late_lookback === 0 || rows.length === 0) return;
  const isTold = plan.tellsIngestion && rows.some((row) => row.inserted_at !== undefined);
  const problem = new Error("LangSmith does not tell when it took runs in (inserted_at): late runs cannot be found");
  io.report("late_lookback", isTold ? undefined : problem);
}

/** The window's own runs are read: remembers the reading, and goes on with what is to be read again. */
export function endReading({ tools: { plan }, step: { from, to }, progress }: RunsBatch): void {
  const { late_lookback: lookbackMs } = plan.config;
  const { at, seen, near, more, untold } = progress;
  // Of a window of which nothing is told, nothing could be found.
  const isTold = untold === 0 || seen + near.length + more > untold;
  if (plan.tellsIngestion && lookbackMs > 0 && isTold)
    progress.reads = withRead(progress.reads, { from, to, at, until: at, seen, near, more });
  progress.due = dueReads(progress.reads, to - lookbackMs);
  progress.seenAgain = Array.from({ length: progress.due }, () => 0);
  progress.walk = walkOf(0);
  progress.phase = progress.due > 0 ? "late" : "held";
}

/** One page of what is read again. */
export async function readLate(batch: RunsBatch): Promise<void> {
  const { reads, due } = batch.progress;
  const rows = await readRuns(batch, { from: reads[0]!.from, to: reads[due - 1]!.to });
  if (rows === undefined) return endLate(batch);
  for (const row of rows) takeLate(batch, row);
}

function takeLate(batch: RunsBatch, row: RunRow): void {
  const { reads, due, seenAgain, held } = batch.progress;
  const { id, start_time: start, inserted_at: inserted } = row;
  if (start === undefined || inserted === undefined) return;
  const index = reads.findIndex((read, at) => at < due && start < BigInt(read.to) * nanosPerMilli);
  const read = reads[index];
  if (read === undefined) return;
  if (inserted <= certainUpTo(read)) {
    seenAgain[index]!++;
    return;
  }
  if (id !== undefined && (read.near.includes(id) || held.has(id))) return;
  const isUnsure = read.more > 0 || (read.until > read.at && inserted <= BigInt(read.until) * nanosPerMilli);
  batch.io.instruments.late_runs.record(1, { certainty: isUnsure ? "maybe_repeated" : "late" });
  batch.measure(row);
  batch.emitOrHold(row);
}

function endLate({ progress, io }: RunsBatch): void {
  const { reads, due, seenAgain } = progress;
  const missed = seenAgain.reduce((sum, again, index) => sum + Math.max(0, again - reads[index]!.seen), 0);
  if (missed > 0) io.instruments.missed_runs.record(missed);
  progress.reads = reads.slice(due);
  progress.due = 0;
  progress.seenAgain = [];
  progress.phase = "held";
}
