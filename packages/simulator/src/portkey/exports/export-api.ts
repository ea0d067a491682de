import { bodyText, json, type SimulatorRequest, type SimulatorResponse } from "../../http.ts";
import { planted } from "../../planted.ts";
import { drifted } from "../drift.ts";
import { pageOf } from "../group-answer.ts";
import { isJobFault, type PortkeyFaultKind } from "../portkey-faults.ts";
import type { ExportJob } from "./export-job.ts";
import type { ExportJobs } from "./export-jobs.ts";
import { parseOrder, type ExportOrder } from "./export-order.ts";
import type { ExportOperation, ExportRoute } from "./export-route.ts";
import type { SignedLinks } from "./signed-link.ts";

type Fault = PortkeyFaultKind | undefined;

/** What the control plane of exports needs to know. */
export interface ExportApiSettings {
  readonly largestPage: number;
  /** The slug of a workspace that the key reads, by its UUID. */
  readonly workspaceOf: (workspaceId: string) => string | undefined;
  /** Where objects are, for example `https://objects.example.net`. */
  readonly objectOrigin: () => string;
  /** How long a link holds, in milliseconds. */
  readonly linkValidMs: number;
}

/** Answers of the log exports: jobs are created, started, watched and cancelled here, and their bytes linked to. */
export class ExportApi {
  readonly #settings: ExportApiSettings;
  readonly #jobs: ExportJobs;
  readonly #links: SignedLinks;

  constructor(settings: ExportApiSettings, jobs: ExportJobs, links: SignedLinks) {
    this.#settings = settings;
    this.#jobs = jobs;
    this.#links = links;
  }

  answer(route: ExportRoute, request: SimulatorRequest, url: URL, now: number, fault: Fault): SimulatorResponse {
    if (route.operation === "create") return this.#create(request, now, fault);
    if (route.operation === "list") return this.#list(url, now);
    const job = this.#jobs.get(route.id);
    if (job === undefined || job.faults.has("job_vanished"))
      return json(404, { success: false, data: { message: `no export of ${planted.person}`, errorCode: "AB04" } });
    return this.#ofJob(route.operation, job, request, now, fault);
  }

  #ofJob(
    operation: Exclude<ExportOperation, "create" | "list">,
    job: ExportJob,
    request: SimulatorRequest,
    now: number,
    fault: Fault,
  ): SimulatorResponse {
    switch (operation) {
      case "get":
        return json(200, drifted(itemOf(job, now), "status", fault));
      case "update":
        return this.#update(job, request, now);
      case "start":
        return this.#start(job, now, fault);
      case "cancel":
        return job.tryCancel(now) ? done("Export cancelled") : refused("an export that does not run");
      case "download":
        return this.#download(job, now, fault);
    }
  }

  #create(request: SimulatorRequest, now: number, fault: Fault): SimulatorResponse {
    return this.#withOrder(request, (order, workspace) => {
      const job = this.#jobs.create(order, workspace, now, fault);
      const answer = { id: job.id, total: job.work.rows.total, object: "export", created_by: planted.person };
      return json(200, drifted(answer, fault === "renamed_field" ? "id" : "total", fault));
    });
  }

  #update(job: ExportJob, request: SimulatorRequest, now: number): SimulatorResponse {
    return this.#withOrder(request, (order, workspace) => {
      const work = this.#jobs.work(order, workspace, now);
      if (!job.tryUpdate(now, work)) return refused("an export that is no draft");
      return json(200, { id: job.id, total: work.rows.total, object: "export" });
    });
  }

  /** Reads an order, and the workspace that it is for. */
  #withOrder(
    request: SimulatorRequest,
    then: (order: ExportOrder, workspace: string) => SimulatorResponse,
  ): SimulatorResponse {
    let order: ExportOrder;
    try {
      order = parseOrder(bodyText(request), this.#settings.largestPage);
    } catch (error) {
      return refused((error as Error).message);
    }
    const workspace = this.#settings.workspaceOf(order.workspaceId);
    if (workspace !== undefined) return then(order, workspace);
    return json(403, { success: false, data: { message: `not for ${planted.secret}`, errorCode: "AB03" } });
  }

  #start(job: ExportJob, now: number, fault: Fault): SimulatorResponse {
    // What befalls a job before it starts decides how many rows it has.
    if (job.status(now) !== "draft") return refused("an export that is no draft");
    if (fault === "short_page") job.faults.add(fault);
    job.tryStart(now, this.#jobs.paceOf(job));
    if (isJobFault(fault)) job.faults.add(fault);
    return done("Export started");
  }

  #download(job: ExportJob, now: number, fault: Fault): SimulatorResponse {
    if (job.status(now) !== "success") return refused("an export that is not complete");
    if (!job.hasObject(now)) return json(404, { success: false, data: { message: "no file", errorCode: "AB04" } });
    const { objectOrigin, linkValidMs } = this.#settings;
    const origin = originUnder(fault, new URL(objectOrigin()));
    const validMs = fault === "short_link" ? 1_000 : linkValidMs;
    const signed_url = this.#links.issue(origin, `/${job.id}.jsonl`, now, validMs);
    return json(200, drifted({ signed_url, object: "export" }, "signed_url", fault));
  }

  #list(url: URL, now: number): SimulatorResponse {
    const page = pageOf(url.searchParams);
    if (page === undefined) return refused("page_size and current_page must be whole numbers");
    const jobs = this.#jobs.all.filter(({ faults }) => !faults.has("job_vanished"));
    const shown = jobs.slice(page.number * page.size, (page.number + 1) * page.size);
    return json(200, { object: "list", total: jobs.length, data: shown.map((job) => itemOf(job, now)) });
  }
}

/** A job as its own answer and the list show it. */
function itemOf(job: ExportJob, now: number): Readonly<Record<string, unknown>> {
  const { body } = job.work.order;
  return {
    id: job.id,
    status: job.status(now),
    object: "export",
    organisation_id: "00000000-0000-4000-8000-00000000000a",
    workspace_id: body["workspace_id"],
    filters: body["filters"],
    requested_data: body["requested_data"],
    description: body["description"],
    created_at: new Date(job.createdAt).toISOString(),
    last_updated_at: new Date(job.changedAt(now)).toISOString(),
    created_by: planted.person,
    preview: { request: planted.content, response: planted.completion, api_key: planted.secret },
  };
}

/** The origin of a link, or that of somebody who would like to be asked instead. */
function originUnder(fault: Fault, origin: URL): string {
  switch (fault) {
    case "foreign_link":
      return `${origin.protocol}//${origin.hostname}.attacker.example`;
    case "plain_link":
      return `http://${origin.host}`;
    case "metadata_link":
      return "https://169.254.169.254";
    default:
      return origin.origin;
  }
}

function done(message: string): SimulatorResponse {
  return json(200, { message, object: "export", requested_by: planted.person });
}

function refused(why: string): SimulatorResponse {
  const message = `request rejected: ${why}; asked by ${planted.person} with ${planted.secret}`;
  return json(400, { success: false, data: { message, errorCode: "AB01" } });
}
