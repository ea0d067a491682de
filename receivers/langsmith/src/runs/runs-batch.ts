import type { PolledRecord, WindowStep } from "@genai-collector/polling";
import type { LangsmithIo } from "../ask-langsmith.ts";
import { hasEnded } from "./held-runs.ts";
import { nanosPerMilli } from "./micro-time.ts";
import type { RunRow } from "./run-fields.ts";
import type { RunsProgress } from "./runs-progress.ts";
import type { ResetReason } from "./runs-telemetry.ts";
import type { RunsTools } from "./runs-tools.ts";

/** Records that are handed on at once, about: encoding them must not keep others waiting. */
const mostRecords = 500;

/** What one step of a window has come to, and what it works with. */
export class RunsBatch {
  readonly tools: RunsTools;
  readonly step: WindowStep;
  /** Changed as answers come in, never while one is waited for: what has failed has changed nothing. */
  readonly progress: RunsProgress;
  readonly io: LangsmithIo;
  readonly records: PolledRecord[] = [];
  readonly #began: number;
  #bytes = 0;
  #hasMoved = false;

  constructor(tools: RunsTools, step: WindowStep, progress: RunsProgress, io: LangsmithIo) {
    this.tools = tools;
    this.step = step;
    this.progress = progress;
    this.io = io;
    this.#began = io.now();
  }

  /** There is something to save. */
  get hasMoved(): boolean {
    return this.#hasMoved;
  }

  /** Enough to be handed on. */
  isFull(): boolean {
    const { config, maxRunBytes } = this.tools.plan;
    if (this.records.length >= mostRecords || this.#bytes >= 2 * maxRunBytes) return true;
    return this.#hasMoved && this.io.now() - this.#began >= config.deadline / 2;
  }

  /** An answer was taken in. */
  moved(bytes = 0): void {
    this.#hasMoved = true;
    this.#bytes += bytes;
  }

  /** A query is begun anew. */
  reset(reason: ResetReason): void {
    this.#hasMoved = true;
    this.io.instruments.cursor_resets.record(1, { reason });
  }

  emit(row: RunRow): void {
    this.records.push(this.tools.maker.record(row, BigInt(this.step.to) * nanosPerMilli));
  }

  /** Whether it is held back, because it has not ended. Without an id it could not be asked for again. */
  emitOrHold(row: RunRow): boolean {
    if (row.id === undefined || hasEnded(row)) {
      this.emit(row);
      return false;
    }
    const start = row.start_time ?? BigInt(this.step.from) * nanosPerMilli;
    this.progress.held.add({ id: row.id, start, project: row.session_id });
    return true;
  }

  /** How late LangSmith knew of a run. */
  measure({ start_time: start, inserted_at: inserted }: RunRow): void {
    if (start === undefined || inserted === undefined) return;
    this.io.instruments.run_lateness.record(Math.max(0, Number(inserted - start) / 1e9));
  }
}
