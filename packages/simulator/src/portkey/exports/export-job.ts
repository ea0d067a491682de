import type { JobFault } from "../portkey-faults.ts";
import type { ExportObject } from "./export-object.ts";
import type { ExportOrder } from "./export-order.ts";
import type { ExportRows } from "./export-rows.ts";

/** Where a job is. `archived` is none that the vendor names: a client must expect what it does not know. */
export type JobStatus = "draft" | "queued" | "in_progress" | "success" | "failed" | "stopped" | "archived";

/** How long the stages of a job take, in milliseconds. */
export interface JobPace {
  readonly queueMs: number;
  readonly generationMs: number;
  /** How long the object is there after that. */
  readonly retentionMs: number;
}

/** What a job exports: fixed when it is created, and until it starts it may be given another. */
export interface JobWork {
  readonly order: ExportOrder;
  /** Everything that matched. The page is a part of it. */
  readonly rows: ExportRows;
}

/** An export job: `draft → queued → in_progress → success`, with the ends `failed` and `stopped`. It never goes away. */
export class ExportJob {
  readonly id: string;
  readonly createdAt: number;
  readonly faults = new Set<JobFault>();
  /** What the download reads, once somebody has asked for it. */
  object: ExportObject | undefined;
  /** How often the object was replaced by another one. */
  revision = 0;
  #work: JobWork;
  #startedAt: number | undefined;
  #stoppedAt: number | undefined;
  #pace: JobPace = { queueMs: 0, generationMs: 0, retentionMs: 0 };

  constructor(id: string, createdAt: number, work: JobWork) {
    this.id = id;
    this.createdAt = createdAt;
    this.#work = work;
  }

  get work(): JobWork {
    return this.#work;
  }

  /** Rows that this job delivers: its page of what matched. */
  get rowCount(): number {
    const { order, rows } = this.#work;
    const rest = Math.max(0, rows.total - order.page * order.pageSize);
    const count = Math.min(order.pageSize, rest);
    return this.faults.has("short_page") ? Math.floor(count / 2) : count;
  }

  status(now: number): JobStatus {
    if (this.#startedAt === undefined) return "draft";
    if (this.#stoppedAt !== undefined) return "stopped";
    const queuedUntil = this.#startedAt + this.#pace.queueMs;
    if (now < queuedUntil) return "queued";
    if (this.faults.has("job_draft_again")) return "draft";
    if (now < queuedUntil + this.#pace.generationMs || this.faults.has("job_stuck")) return "in_progress";
    return this.#end();
  }

  /** When it changed last, in milliseconds since 1970 UTC. */
  changedAt(now: number): number {
    return this.#stoppedAt ?? Math.min(now, this.#finishedAt() ?? this.createdAt);
  }

  /** False where it is no draft. */
  tryStart(now: number, pace: JobPace): boolean {
    if (this.status(now) !== "draft") return false;
    // Thrown back once: the next start is a good one.
    if (this.#startedAt !== undefined) this.faults.delete("job_draft_again");
    this.#startedAt = now;
    this.#pace = pace;
    return true;
  }

  /** False where it does not run. */
  tryCancel(now: number): boolean {
    const status = this.status(now);
    if (status !== "queued" && status !== "in_progress") return false;
    this.#stoppedAt = now;
    return true;
  }

  /** Other filters, or other fields. False where it is no draft. */
  tryUpdate(now: number, work: JobWork): boolean {
    if (this.status(now) !== "draft") return false;
    this.#work = work;
    return true;
  }

  /** Whether there is an object behind its links. */
  hasObject(now: number): boolean {
    const finishedAt = this.#finishedAt();
    if (this.status(now) !== "success" || finishedAt === undefined) return false;
    return !this.faults.has("job_vanished") && now < finishedAt + this.#pace.retentionMs;
  }

  /** When its object was complete; undefined before it was started. */
  #finishedAt(): number | undefined {
    return this.#startedAt === undefined ? undefined : this.#startedAt + this.#pace.queueMs + this.#pace.generationMs;
  }

  #end(): JobStatus {
    if (this.faults.has("job_failed")) return "failed";
    if (this.faults.has("job_stopped")) return "stopped";
    return this.faults.has("job_unknown_status") ? "archived" : "success";
  }
}
