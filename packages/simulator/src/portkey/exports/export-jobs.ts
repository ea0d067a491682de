import { hash01 } from "../../hash.ts";
import { isJobFault, recordDrift, type PortkeyFaultKind } from "../portkey-faults.ts";
import type { RequestDetails } from "../request-details.ts";
import type { VisibleRequests } from "../visible-requests.ts";
import { ExportJob, type JobPace, type JobWork } from "./export-job.ts";
import { ExportObject } from "./export-object.ts";
import type { ExportOrder } from "./export-order.ts";
import { recordMaker } from "./export-record.ts";
import { ExportRows, type ExportBounds } from "./export-rows.ts";

const minuteMs = 60_000;

/** How exports behave. */
export interface ExportSettings {
  readonly seed: number;
  readonly bounds: ExportBounds;
  /** The most rows of a page. */
  readonly largestPage: number;
  /** How long a started job waits, in milliseconds. */
  readonly queueMs: number;
  /** How long 1,000 rows take. Undefined: 12 to 24 s, so that a page of 50,000 takes 10 to 20 minutes. */
  readonly msPerThousandRows: number | undefined;
  readonly retentionMs: number;
  /** Jobs that may be created within a minute: the next one's page is short, and those after it fail. */
  readonly burst: number;
  /** Whether records have no more content than was asked for. */
  readonly isExact: boolean;
}

/** Every export job, for ever: the vendor deletes none. */
export class ExportJobs {
  readonly #settings: ExportSettings;
  readonly #requests: VisibleRequests;
  readonly #details: RequestDetails;
  readonly #jobs = new Map<string, ExportJob>();

  constructor(settings: ExportSettings, requests: VisibleRequests, details: RequestDetails) {
    this.#settings = settings;
    this.#requests = requests;
    this.#details = details;
  }

  /** In the order in which they were created. */
  get all(): readonly ExportJob[] {
    return [...this.#jobs.values()];
  }

  get(id: string): ExportJob | undefined {
    return this.#jobs.get(id);
  }

  /** A draft for a workspace, named by its slug. What it matches is what the log knows now. */
  create(order: ExportOrder, workspace: string, now: number, fault: PortkeyFaultKind | undefined): ExportJob {
    const job = new ExportJob(`exp-${this.#jobs.size + 1}`, now, this.work(order, workspace, now));
    const { burst } = this.#settings;
    const recent = this.all.filter(({ createdAt }) => createdAt > now - minuteMs).length;
    if (recent === burst) job.faults.add("short_page");
    if (recent > burst) job.faults.add("job_failed");
    if (isJobFault(fault)) job.faults.add(fault);
    this.#jobs.set(job.id, job);
    return job;
  }

  /** What an order matches by now. */
  work(order: ExportOrder, workspace: string, now: number): JobWork {
    const { bounds } = this.#settings;
    const filter = { seenAt: now, apiKeyIds: order.apiKeyIds, workspace };
    return { order, rows: new ExportRows(this.#requests, { ...order, bounds }, filter) };
  }

  /** How long a job takes that is started now. */
  paceOf(job: ExportJob): JobPace {
    const { seed, queueMs, msPerThousandRows, retentionMs } = this.#settings;
    const pace = msPerThousandRows ?? 12_000 * (1 + hash01(seed, Number(job.id.slice(4)), 90));
    return { queueMs, generationMs: Math.ceil((job.rowCount * pace) / 1_000), retentionMs };
  }

  /** The object of a job that has one; made anew when it was replaced. */
  objectOf(job: ExportJob): ExportObject {
    return (job.object ??= this.#makeObject(job));
  }

  /** Replaces a job's object by one with other bytes: its records have one more field. */
  replaceObject(job: ExportJob): void {
    job.revision++;
    job.object = undefined;
  }

  #makeObject(job: ExportJob): ExportObject {
    const { order, rows } = job.work;
    const [count, begin] = [job.rowCount, order.page * order.pageSize];
    const requested = new Set(order.requested);
    const record = recordMaker(this.#details, requested, this.#settings.isExact, recordDrift(job.faults));
    const revision = job.revision === 0 ? "" : `"export_revision":${job.revision},`;
    return new ExportObject({
      rows: (first, most) => rows.read(begin + first, Math.min(most, count - first)),
      count,
      line: (request) => (revision === "" ? record(request) : `{${revision}${record(request).slice(1)}`),
      faults: job.faults,
    });
  }
}
