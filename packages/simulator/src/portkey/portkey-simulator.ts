import { Faults, type ScriptedFault } from "../faults.ts";
import { json, type SimulatorRequest, type SimulatorResponse, type StreamedBody } from "../http.ts";
import { Analytics } from "./analytics.ts";
import { disturbedText, disturbedWay, refusalOf, throttled, unknownCaller } from "./disturbance.ts";
import { ExportApi } from "./exports/export-api.ts";
import { ExportJobs } from "./exports/export-jobs.ts";
import { exportRoute, type ExportRoute } from "./exports/export-route.ts";
import { truthOfRecord, type TrueRecord } from "./exports/log-truth.ts";
import { ObjectHost } from "./exports/object-host.ts";
import { SignedLinks } from "./exports/signed-link.ts";
import { groupDimension } from "./group-dimension.ts";
import { truthOfGroups, type TrueGroup } from "./group-truth.ts";
import { defaultModels } from "./models.ts";
import { portkeyFaultKinds, type PortkeyFaultKind } from "./portkey-faults.ts";
import type { PortkeyOptions } from "./portkey-options.ts";
import { RequestBudget } from "./request-budget.ts";
import { RequestDetails } from "./request-details.ts";
import { Traffic } from "./traffic.ts";
import { truthOfMinute, type TrueValue } from "./truth.ts";
import { VisibleRequests, type RequestFilter } from "./visible-requests.ts";
import { Workspaces } from "./workspaces.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What is asked of the truth. */
export interface TruthQuery {
  /** Bucket ends in (from, to]. */
  readonly from: number;
  readonly to: number;
  readonly apiKeyIds?: readonly string[] | undefined;
}

/** A window of requests: those made in [from, to). */
export interface TruthWindow extends RequestFilter {
  readonly from: number;
  readonly to: number;
}

/** An export job as it stands. */
export interface JobSummary {
  readonly id: string;
  readonly status: string;
  readonly createdAt: number;
  /** Records that matched when it was created, on all pages. */
  readonly total: number;
}

/** The Portkey API, from a seeded stream of requests from which every answer is made. */
export class PortkeySimulator {
  readonly #options: PortkeyOptions;
  readonly #traffic: Traffic;
  readonly #known: VisibleRequests;
  readonly #details: RequestDetails;
  readonly #faults: Faults<PortkeyFaultKind>;
  readonly #workspaces: Workspaces;
  readonly #budget: RequestBudget | undefined;
  readonly #analytics: Analytics;
  readonly #jobs: ExportJobs;
  readonly #exports: ExportApi;
  readonly #objects: ObjectHost;
  #requests = 0;
  #objectRequests = 0;

  constructor(options: PortkeyOptions) {
    const { seed } = options;
    const workspaces = options.workspaces ?? { production: ["key-chat", "key-batch"] };
    this.#options = options;
    this.#faults = new Faults(portkeyFaultKinds, seed, options.faultRates ?? {}, options.faulted);
    this.#traffic = new Traffic({
      seed,
      workspaces,
      models: options.models ?? defaultModels,
      requestsPerMinute: options.requestsPerMinute ?? 20,
      maxIngestionMs: options.maxIngestionMs ?? 185_000,
    });
    this.#known = new VisibleRequests(this.#traffic, options.visibleWorkspaces);
    this.#details = new RequestDetails(seed);
    const visible = options.visibleWorkspaces ?? Object.keys(workspaces);
    this.#workspaces = new Workspaces(visible, options.workspaceIds ?? {});
    this.#budget = options.requestBudget && new RequestBudget(options.requestBudget);
    this.#analytics = new Analytics(this.#known, this.#details, {
      edge: options.edge ?? "record",
      workspaceOf: (slug) => (options.keyOf === "organisation" ? (slug ?? visible[0]) : undefined),
    });
    const links = new SignedLinks(seed);
    this.#jobs = this.#createJobs();
    this.#exports = this.#createExports(links);
    this.#objects = new ObjectHost(seed, this.#jobs, links);
  }

  /** Requests to the API that were answered so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Requests to the host of the objects, and how many of them carried a credential that it must not see. */
  get objectRequests(): { readonly all: number; readonly withCredential: number } {
    return { all: this.#objectRequests, withCredential: this.#objects.leaks };
  }

  /** Every export job that was created, drafts and failures included. */
  get jobs(): readonly JobSummary[] {
    const now = this.#options.now();
    return this.#jobs.all.map((job) => ({
      id: job.id,
      status: job.status(now),
      createdAt: job.createdAt,
      total: job.work.rows.total,
    }));
  }

  /** The UUID by which an export names a workspace. */
  workspaceId(slug: string): string {
    return this.#workspaces.idOf(slug);
  }

  /** Lets a fault happen in a stretch of time. */
  script(fault: ScriptedFault<PortkeyFaultKind>): void {
    this.#faults.add(fault);
  }

  /**
   * One more request of the minute that begins at `minuteStart` shows from `visibleAt` on, which lies not in the past:
   * what was answered stays true.
   */
  reviseLate(minuteStart: number, visibleAt: number): void {
    this.#traffic.addLate(minuteStart, visibleAt);
  }

  /** What a sink must have of the graphs in the end: sums over the request stream, in the units of the product. */
  truth(query: TruthQuery): TrueValue[] {
    const values: TrueValue[] = [];
    for (let end = Math.floor(query.from / minuteMs) * minuteMs + minuteMs; end <= query.to; end += minuteMs)
      values.push(...truthOfMinute(this.#known.minute(end - minuteMs, { apiKeyIds: query.apiKeyIds }), end));
    return values;
  }

  /**
   * What the rows of a group add up to, with the ids of the requests in each. `group` is the rest of the path, for
   * example `metadata/use_case`. With `seenAt` it is what the platform knew by then. Throws where there is no such group.
   */
  groupTruth(group: string, { from, to, ...filter }: TruthWindow): TrueGroup[] {
    const dimension = groupDimension(group, this.#details);
    if (dimension === undefined) throw new Error(`there is no group "${group}"`);
    return truthOfGroups(dimension, this.#known.between(from, to, filter), this.#details);
  }

  /** The log records that a sink must have in the end, by time and one by one: there may be millions. */
  *logTruth({ from, to, ...filter }: TruthWindow): Generator<TrueRecord> {
    for (const request of this.#known.between(from, to, filter)) yield truthOfRecord(request, this.#details);
  }

  /** Answers one request of the API. */
  handle(request: SimulatorRequest): SimulatorResponse {
    this.#requests++;
    const now = this.#options.now();
    const url = URL.parse(request.url, "http://simulator") ?? new URL("http://simulator/no-url");
    const path = url.pathname.replace(/^\/v1/, "");
    const route = exportRoute(request.method, path);
    const operation = route !== undefined && "operation" in route ? `#${route.operation}` : "";
    const fault = this.#faults.draw(`${url.pathname}${operation}`, now);
    const refusal = this.#stranger(request) ?? this.#overBudget(now) ?? refusalOf(fault, this.#dateAt(now));
    const answer = refusal ?? disturbedText(this.#answer(request, url, path, route, now, fault), fault);
    return this.#dated(disturbedWay(answer, fault, this.#options.slowMs ?? 20_000), now);
  }

  /** Answers one request to the host of the objects, where the signed links lead. */
  handleObject(request: SimulatorRequest): SimulatorResponse<string | StreamedBody> {
    this.#objectRequests++;
    const now = this.#options.now();
    const url = URL.parse(request.url, "http://simulator") ?? new URL("http://simulator/no-url");
    const fault = this.#faults.draw(`objects${url.pathname}`, now);
    const answer = this.#objects.answer(request, url, now, fault);
    return this.#dated(disturbedWay(answer, fault, this.#options.slowMs ?? 20_000), now);
  }

  #dated<Body>(answer: SimulatorResponse<Body>, now: number): SimulatorResponse<Body> {
    const date = new Date(this.#dateAt(now)).toUTCString();
    return { ...answer, headers: { ...answer.headers, date } };
  }

  /** What the platform's clock shows. */
  #dateAt(now: number): number {
    return now + (this.#options.clockAheadMs ?? 0);
  }

  #overBudget(now: number): SimulatorResponse | undefined {
    const waitMs = this.#budget?.take(now) ?? 0;
    return waitMs > 0 ? throttled(String(Math.ceil(waitMs / 1_000))) : undefined;
  }

  /** How whoever is not known is turned away. */
  #stranger({ headers }: SimulatorRequest): SimulatorResponse | undefined {
    // The vendor's firewall turns away what does not introduce itself.
    if ((headers["user-agent"] ?? "") === "") return json(403, { error: "1010" });
    const key = this.#options.apiKey;
    return key !== undefined && headers["x-portkey-api-key"] !== key ? unknownCaller() : undefined;
  }

  #answer(
    request: SimulatorRequest,
    url: URL,
    path: string,
    route: ExportRoute | readonly string[] | undefined,
    now: number,
    fault: PortkeyFaultKind | undefined,
  ): SimulatorResponse {
    if (route === undefined)
      return (
        this.#analytics.answer(request.method, path, url.searchParams, now, fault) ??
        json(404, { error: "unknown path" })
      );
    return "operation" in route
      ? this.#exports.answer(route, request, url, now, fault)
      : json(405, { error: "method not allowed" }, { allow: route.join(", ") });
  }

  #createJobs(): ExportJobs {
    const { seed, exports: given = {} } = this.#options;
    const settings = {
      seed,
      bounds: given.bounds ?? "half-open",
      largestPage: given.largestPage ?? 50_000,
      queueMs: given.queueMs ?? 3_000,
      msPerThousandRows: given.msPerThousandRows,
      retentionMs: given.retentionMs ?? 7 * 24 * hourMs,
      burst: given.burst ?? 150,
      isExact: given.content === "asked",
    } as const;
    return new ExportJobs(settings, this.#known, this.#details);
  }

  #createExports(links: SignedLinks): ExportApi {
    const { origin = "https://objects.example.net", linkValidMs, largestPage } = this.#options.exports ?? {};
    const settings = {
      largestPage: largestPage ?? 50_000,
      workspaceOf: (id: string) => this.#workspaces.slugOf(id),
      objectOrigin: typeof origin === "string" ? () => origin : origin,
      linkValidMs: linkValidMs ?? 6 * hourMs,
    };
    return new ExportApi(settings, this.#jobs, links);
  }
}
