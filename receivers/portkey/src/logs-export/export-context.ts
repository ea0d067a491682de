import type { Io, PolledRecord, WindowPage, WindowStep } from "@genai-collector/polling";
import type { PortkeyInstruments } from "../telemetry.ts";
import { ExportApi } from "./export-api.ts";
import type { ExportPart } from "./export-part.ts";
import type { jobOutcomes, PageProblem, WindowProblem } from "./export-problems.ts";
import type { ExportRequest } from "./export-request.ts";
import { formatState, type ExportJob, type ExportState } from "./export-state.ts";

/** What one step of an export works with. */
export class ExportContext {
  readonly request: ExportRequest;
  readonly step: WindowStep;
  readonly io: Io<PortkeyInstruments>;
  readonly api: ExportApi;

  constructor(request: ExportRequest, step: WindowStep, io: Io<PortkeyInstruments>) {
    this.request = request;
    this.step = step;
    this.io = io;
    this.api = new ExportApi(io);
  }

  get settings(): string {
    return this.request.settingsOf(this.step.pass);
  }

  /** What this step came to: it is saved with the delivery of its records, and the next step begins there. */
  goOn(state: ExportState, records: PolledRecord[] = [], waitMs = 0): WindowPage {
    const cursor = formatState(state);
    this.request.saved.add(cursor);
    return { records, cursor, waitMs };
  }

  /** Nothing happened yet. */
  stay(waitMs: number): WindowPage {
    return { records: [], cursor: this.step.cursor, waitMs };
  }

  countJob(outcome: (typeof jobOutcomes)[number]): void {
    this.io.instruments.export_jobs.record(1, { outcome });
  }

  /** Counts what went wrong, and says that the export is unwell, until a page is read. */
  unwell(reason: PageProblem, part: ExportPart, cause?: unknown): void {
    this.io.instruments.export_problems.record(1, { reason });
    this.io.report("export", new Error(`${reason} in the export of ${shown(part)}`, { cause }));
  }

  /** Counts what is unusual, and costs nothing. */
  unusual(reason: WindowProblem, part: ExportPart): void {
    this.io.instruments.export_problems.record(1, { reason });
    const data = { reason, window: shown(part), pass: this.step.pass };
    const message = "An export does not go straight on";
    // A busy workspace has it in every window: one line tells.
    if (this.request.told.has(reason)) this.io.logger.debug(data, message);
    else this.io.logger.warn(data, message);
    this.request.told.add(reason);
  }

  /** Nobody will read what it makes. A draft cannot be cancelled, nor can what has ended: then this does nothing. */
  async abandon(job: ExportJob): Promise<void> {
    this.forget(job);
    this.countJob("abandoned");
    if (job.phase !== "running") return;
    await this.api.cancel(job.id).catch(() => undefined);
  }

  forget({ id }: ExportJob): void {
    this.request.links.forget(id);
    this.request.seen.forget(id);
  }
}

function shown({ from, to }: ExportPart): string {
  return `${new Date(from).toISOString()}..${new Date(to).toISOString()}`;
}
