import { isCollectorError, type Instant } from "@genai-collector/component";
import { sourceStatus, type PolledRecord, type WindowPage, type WindowStep } from "@genai-collector/polling";
import type { LangsmithIo } from "../ask-langsmith.ts";
import { wireTime } from "../wire-time.ts";
import type { RunsTools } from "./collect-runs.ts";
import { hasEnded, type HeldRun } from "./held-runs.ts";
import { certainUpTo, dueReads, maxNear, withRead } from "./past-reads.ts";
import { formatCarry, formatProgress } from "./progress-codec.ts";
import { microTime } from "./micro-time.ts";
import { resumedWalk, takePage, walkOf } from "./run-walk.ts";
import type { RunRow } from "./run-fields.ts";
import type { RunsProgress } from "./runs-progress.ts";
import type { ResetReason } from "./runs-telemetry.ts";

/** Records that are handed on at once, about: encoding them must not keep others waiting. */
const mostRecords = 1_000;
/** Ids in one query. */
const mostIds = 100;
/** Held runs are asked for every so often. */
const heldEveryMs = 120_000;
const nanosPerMilli = 1_000_000n;

/** A stretch of time that is read: [from, to). */
interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/** One step of a window: reads on from where the last one stood. */
export class RunsStep {
  readonly #tools: RunsTools;
  readonly #step: WindowStep;
  readonly #progress: RunsProgress;
  readonly #io: LangsmithIo;
  readonly #began: Instant;
  readonly #records: PolledRecord[] = [];
  #bytes = 0;
  #hasMoved = false;

  constructor(tools: RunsTools, step: WindowStep, progress: RunsProgress, io: LangsmithIo) {
    this.#tools = tools;
    this.#step = step;
    this.#progress = progress;
    this.#io = io;
    this.#began = io.now();
  }

  async run(): Promise<WindowPage> {
    let waitMs: number | undefined = 0;
    try {
      while (this.#progress.phase !== "done" && !this.#isFull()) await this.#advance();
    } catch (error) {
      // What was read is delivered and saved; if it was more than a moment's trouble, the next step will say so.
      if (!this.#hasMoved) throw error;
      waitMs = isCollectorError(error) ? error.retryAfterMs : undefined;
    }
    const records = this.#records;
    if (this.#progress.phase !== "done") return { records, cursor: formatProgress(this.#progress), waitMs };
    this.#io.instruments.unfinished_runs.record(this.#progress.held.size);
    return { records, carry: formatCarry(this.#progress), waitMs };
  }

  #isFull(): boolean {
    const { config, maxRunBytes } = this.#tools.plan;
    if (this.#records.length >= mostRecords || this.#bytes >= 2 * maxRunBytes) return true;
    return this.#hasMoved && this.#io.now() - this.#began >= config.deadline / 2;
  }

  async #advance(): Promise<void> {
    const { held, phase } = this.#progress;
    const over = held.size - this.#tools.plan.config.max_unfinished_runs;
    if (over > 0) {
      await this.#askHeld(held.all.slice(0, Math.min(over, mostIds)), "full");
      return;
    }
    if (phase === "window") await this.#readWindow();
    else if (phase === "late") await this.#readLate();
    else await this.#readHeld();
  }

  // ---- the window's own runs

  async #readWindow(): Promise<void> {
    const rows = await this.#readPage(this.#step);
    if (rows === undefined) return this.#endWindow();
    for (const row of rows) this.#take(row);
    this.#reportIngestion(rows);
  }

  #take(row: RunRow): void {
    const { instruments } = this.#io;
    const { start_time: start, inserted_at: inserted } = row;
    if (start === undefined) instruments.runs_without_start.record(1);
    else if (inserted !== undefined) instruments.run_lateness.record(Math.max(0, Number(inserted - start) / 1e9));
    const isHeld = this.#emitOrHold(row);
    this.#noteSeen(row, isHeld);
  }

  /** What the second reading must know of this one. */
  #noteSeen({ id, inserted_at: inserted }: RunRow, isHeld: boolean): void {
    const progress = this.#progress;
    const isCertain = inserted !== undefined && inserted <= certainUpTo(progress);
    if (isCertain) progress.seen++;
    else if (inserted === undefined) progress.untold++;
    // A run that is held back may be taken in anew when it ends.
    if (id === undefined || (isCertain && !isHeld)) return;
    const near = progress.reads.reduce((sum, read) => sum + read.near.length, progress.near.length);
    if (near < maxNear) progress.near.push(id);
    else progress.more++;
  }

  #reportIngestion(rows: readonly RunRow[]): void {
    const { plan } = this.#tools;
    if (plan.config.late_lookback === 0 || rows.length === 0) return;
    const isTold = plan.tellsIngestion && rows.some((row) => row.inserted_at !== undefined);
    const problem = new Error("LangSmith does not tell when it took runs in (inserted_at): late runs cannot be found");
    this.#io.report("late_lookback", isTold ? undefined : problem);
  }

  #endWindow(): void {
    const progress = this.#progress;
    const { plan } = this.#tools;
    const { from, to } = this.#step;
    const { at, seen, near, more, untold } = progress;
    // Of a window of which nothing is told, nothing could be found.
    const isTold = untold === 0 || seen + near.length + more > untold;
    if (plan.tellsIngestion && plan.config.late_lookback > 0 && isTold)
      progress.reads = withRead(progress.reads, { from, to, at, until: at, seen, near, more });
    progress.due = dueReads(progress.reads, to - plan.config.late_lookback);
    progress.seenAgain = Array.from({ length: progress.due }, () => 0);
    progress.walk = walkOf(0);
    progress.phase = progress.due > 0 ? "late" : "held";
  }

  // ---- late runs of windows before

  async #readLate(): Promise<void> {
    const progress = this.#progress;
    const [first, last] = [progress.reads[0]!, progress.reads[progress.due - 1]!];
    const rows = await this.#readPage({ from: first.from, to: last.to });
    if (rows === undefined) return this.#endLate();
    for (const row of rows) this.#takeLate(row);
  }

  #takeLate(row: RunRow): void {
    const { reads, due, seenAgain, held } = this.#progress;
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
    this.#io.instruments.late_runs.record(1, { certainty: isUnsure ? "maybe_repeated" : "late" });
    this.#io.instruments.run_lateness.record(Math.max(0, Number(inserted - start) / 1e9));
    this.#emitOrHold(row);
  }

  #endLate(): void {
    const progress = this.#progress;
    const missed = progress.seenAgain.reduce(
      (sum, again, index) => sum + Math.max(0, again - progress.reads[index]!.seen),
      0,
    );
    if (missed > 0) this.#io.instruments.missed_runs.record(missed);
    progress.reads = progress.reads.slice(progress.due);
    progress.due = 0;
    progress.seenAgain = [];
    progress.phase = "held";
  }

  // ---- runs that were held back

  async #readHeld(): Promise<void> {
    const progress = this.#progress;
    const { held, heldAsked, heldAskedAt } = progress;
    const now = this.#io.now();
    const oldest = held.all[0];
    const isDue = heldAsked > 0 || Math.abs(now - heldAskedAt) >= heldEveryMs;
    if (heldAsked >= held.size || !(isDue || (oldest !== undefined && this.#isTooLong(oldest)))) {
      if (isDue) progress.heldAskedAt = now;
      progress.phase = "done";
      return;
    }
    const kept = await this.#askHeld(held.all.slice(heldAsked, heldAsked + mostIds), undefined);
    progress.heldAsked += kept;
    // Only what is kept is passed over: without any, the next ones stand in the same place.
    if (progress.heldAsked >= held.size) {
      progress.heldAskedAt = now;
      progress.phase = "done";
    }
  }

  /** Asks for runs by id. What has ended is emitted; what must go, as it is. Returns how many are held on. */
  async #askHeld(runs: readonly HeldRun[], mustGo: "full" | undefined): Promise<number> {
    const { rows, idsAsked } = await this.#heldRows(runs);
    this.#hasMoved = true;
    const found = new Map(rows.map((row) => [row.id, row]));
    const gone = new Set<string>();
    const asked = runs.slice(0, idsAsked);
    for (const run of asked) {
      const row = found.get(run.id);
      const reason = mustGo ?? (this.#isTooLong(run) ? "too_long" : undefined);
      if (row !== undefined && hasEnded(row)) this.#emit(row);
      else if (reason === undefined) continue;
      else if (row === undefined) this.#io.skip("vanished_run", 1);
      else {
        this.#io.instruments.incomplete_runs.record(1, { reason });
        this.#emit(row);
      }
      gone.add(run.id);
    }
    this.#progress.held.remove(gone);
    return asked.length - gone.size;
  }

  async #heldRows(runs: readonly HeldRun[]): Promise<{ readonly rows: readonly RunRow[]; readonly idsAsked: number }> {
    const projects = new Set(runs.map(({ project }) => project));
    const isKnown = !projects.has(undefined);
    try {
      const page = await this.#tools.reader.page(
        {
          projects: isKnown ? [...projects].flatMap((id) => id ?? []) : this.#progress.groups.flat(),
          ids: runs.map(({ id }) => id),
          from: wireTime(Number(runs[0]!.start / nanosPerMilli)),
          to: wireTime(Number(runs.at(-1)!.start / nanosPerMilli) + 1_000),
        },
        this.#io,
      );
      this.#io.report("unfinished_runs");
      return page;
    } catch (error) {
      // Projects may be gone with their runs. No such answer may hold up the runs that there are.
      if (!isRefusal(error)) throw error;
      this.#io.report("unfinished_runs", error);
      return { rows: [], idsAsked: runs.length };
    }
  }

  #isTooLong({ start }: HeldRun): boolean {
    return (
      start + BigInt(this.#tools.plan.config.max_run_duration) * nanosPerMilli <= BigInt(this.#step.to) * nanosPerMilli
    );
  }

  // ---- what they have in common

  /** The next page of a stretch: what of it is new; undefined: there are no more. */
  async #readPage({ from, to }: Range): Promise<readonly RunRow[] | undefined> {
    const progress = this.#progress;
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
      const page = await this.#tools.reader.page(query, this.#io);
      const taken = takePage(walk, page, { from: BigInt(from) * nanosPerMilli, to: BigInt(to) * nanosPerMilli });
      this.#hasMoved = true;
      this.#bytes += page.bytes;
      progress.walk = taken.walk ?? walkOf(walk.group + 1);
      if (page.unreadable > 0 && progress.phase === "window") this.#io.skip("unreadable_run", page.unreadable);
      if (taken.repeated > 0) this.#io.instruments.repeated_runs.record(taken.repeated);
      if (taken.reset !== undefined) this.#reset(taken.reset);
      return taken.rows;
    } catch (error) {
      if (!(await this.#findsWayOut(error))) throw error;
      return [];
    }
  }

  /** A token that is not good any more, and projects that are gone, must not hold up the window for ever. */
  async #findsWayOut(error: unknown): Promise<boolean> {
    const progress = this.#progress;
    const { walk, groups } = progress;
    if (!isRefusal(error)) return false;
    if (walk.token !== undefined) {
      progress.walk = resumedWalk(walk);
      this.#reset("token_refused");
      return true;
    }
    const left = sourceStatus(error) === 404 ? await this.#tools.scope.withoutGone(groups, this.#io) : undefined;
    if (left === undefined) return false;
    progress.groups = left;
    this.#reset("project_gone");
    return true;
  }

  #reset(reason: ResetReason): void {
    this.#hasMoved = true;
    this.#io.instruments.cursor_resets.record(1, { reason });
  }

  /** Whether it is held back, because it has not ended. */
  #emitOrHold(row: RunRow): boolean {
    if (row.id === undefined || hasEnded(row)) {
      this.#emit(row);
      return false;
    }
    const start = row.start_time ?? BigInt(this.#step.from) * nanosPerMilli;
    this.#progress.held.add({ id: row.id, start, project: row.session_id });
    return true;
  }

  #emit(row: RunRow): void {
    this.#records.push(this.#tools.maker.record(row, BigInt(this.#step.to) * nanosPerMilli));
  }
}

/** The platform does not take the request as it is: not a matter of rights, of rates, or of its health. */
function isRefusal(error: unknown): boolean {
  const status = sourceStatus(error);
  return status !== undefined && [400, 404, 409, 410, 422].includes(status);
}
