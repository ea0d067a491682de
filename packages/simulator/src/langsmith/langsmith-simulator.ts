import { Faults, type FaultRates, type ScriptedFault } from "../faults.ts";
import { bodyText, json, type SimulatorRequest, type SimulatorResponse } from "../http.ts";
import { ApiError, errorAnswer } from "./api-error.ts";
import { Budgets, serviceBudgets, type RequestBudget } from "./budget.ts";
import {
  clockOffsetMs,
  disturbed,
  langSmithFaultKinds,
  refusalOf,
  type LangSmithFaultKind,
} from "./langsmith-faults.ts";
import type { Asked, LangSmithVersion, PlatformState } from "./platform-state.ts";
import { nameAt, type ProjectPlan } from "./project.ts";
import { Projects } from "./projects.ts";
import { runsQuery, runsQueryV2 } from "./runs-query.ts";
import { runsStats } from "./runs-stats.ts";
import { listSessions, readSession } from "./sessions-endpoint.ts";
import { Traffic } from "./traffic.ts";
import { LangSmithTruth, type LangSmithTruthQuery } from "./truth.ts";
import { Gate } from "./gate.ts";
import { infoRecord, workspaceRecords } from "./workspaces.ts";

export interface LangSmithOptions {
  readonly seed: number;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  readonly version?: LangSmithVersion | undefined;
  /** What the answers' `Date` is ahead of `now`. Negative: the platform's clock is behind. */
  readonly clockAheadMs?: number | undefined;
  /** What `x-api-key` must be. Default: anything but nothing. */
  readonly apiKey?: string | undefined;
  /** Whether the key is an organisation's, which needs `X-Tenant-Id` to say the workspace. */
  readonly needsTenant?: boolean | undefined;
  /** How many workspaces the lasting projects are spread over. */
  readonly workspaceCount?: number | undefined;
  /** How many projects stay, or their plans. Default 12. */
  readonly projects?: number | readonly ProjectPlan[] | undefined;
  /** How often an experiment appears as a project of its own, which goes after a day. Default 6 h; 0: never. */
  readonly experimentEveryMs?: number | undefined;
  /** Runs of any kind a minute, at the week's average. Default 60. */
  readonly runsPerMinute?: number | undefined;
  /** The latest that a run shows after its start, and its end after that. Most show within 8 s. Default 30 min. */
  readonly latestIngestionMs?: number | undefined;
  /** What the clocks of a few clients are off at most: their runs show too late, or before they start. Default 0. */
  readonly clientSkewMs?: number | undefined;
  readonly runCosts?: "priced" | "details_only" | undefined;
  /** Names that `select` refuses though the release's list has them. */
  readonly refusedSelects?: readonly string[] | undefined;
  /** How long a cursor is good. Default 1 h. */
  readonly cursorTtlMs?: number | undefined;
  readonly budgets?: readonly RequestBudget[] | undefined;
  readonly faultRates?: FaultRates<LangSmithFaultKind> | undefined;
  /** Told of each fault as it befalls a request to a path, so that a test need not guess why an answer was odd. */
  readonly faulted?: ((kind: LangSmithFaultKind, path: string) => void) | undefined;
  /** How long a slow answer takes. Default 20 s. */
  readonly slowMs?: number | undefined;
}

const minuteMs = 60_000;

/** The LangSmith API, answered from a seeded stream of runs. */
export class LangSmithSimulator {
  readonly #options: LangSmithOptions;
  readonly #faults: Faults<LangSmithFaultKind>;
  readonly #budgets: Budgets;
  readonly #gate: Gate;
  readonly #state: PlatformState;
  #requests = 0;

  constructor(options: LangSmithOptions) {
    const { seed, workspaceCount = 1, projects: plans = 12, experimentEveryMs = 21_600_000 } = options;
    const projects = new Projects({ seed, projects: plans, experimentEveryMs, workspaceCount });
    const { runsPerMinute = 60, latestIngestionMs = 1_800_000, clientSkewMs = 0 } = options;
    this.#options = options;
    this.#faults = new Faults(langSmithFaultKinds, seed, options.faultRates ?? {}, options.faulted);
    this.#budgets = new Budgets(options.budgets ?? serviceBudgets);
    this.#gate = new Gate({ seed, workspaceCount, apiKey: options.apiKey, needsTenant: options.needsTenant ?? false });
    this.#state = {
      seed,
      projects,
      traffic: new Traffic({ seed, projects, runsPerMinute, latestIngestionMs, clientSkewMs }),
      version: options.version ?? "0.13.5",
      runCosts: options.runCosts ?? "priced",
      refusedSelects: options.refusedSelects ?? [],
      cursorTtlMs: options.cursorTtlMs ?? 3_600_000,
    };
  }

  /** Requests that were answered so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Lets a fault happen in a stretch of time. */
  script(fault: ScriptedFault<LangSmithFaultKind>): void {
    this.#faults.add(fault);
  }

  /** One more trace of a project begins in the minute of `startsAt` and shows, whole, at `visibleAt`. */
  addLateTrace(project: string, startsAt: number, visibleAt: number): void {
    if (this.#state.projects.find(project) === undefined) throw new Error(`there is no project ${project}`);
    this.#state.traffic.addLate(Math.floor(startsAt / minuteMs), visibleAt, project);
  }

  /** Adds a project; returns its id. Traffic goes to it from its creation on. */
  addProject(plan: ProjectPlan): string {
    const id = this.#state.projects.add(plan);
    this.#state.traffic.forget();
    return id;
  }

  /** From `at` on a lasting project has another name. */
  renameProject(id: string, at: number, name: string): void {
    this.#state.projects.rename(id, at, name);
    this.#state.traffic.forget();
  }

  /** From `at` on a lasting project is gone, with its runs. */
  removeProject(id: string, at: number): void {
    this.#state.projects.remove(id, at);
    this.#state.traffic.forget();
  }

  /** Projects of all workspaces that are there at a time, the oldest first. */
  projectsAt(at: number): readonly { readonly id: string; readonly name: string }[] {
    return this.#state.projects.at(at).map((project) => ({ id: project.id, name: nameAt(project, at) }));
  }

  /** What a sink must have of a stretch of time, loop by loop. */
  truth(query: LangSmithTruthQuery): LangSmithTruth {
    return new LangSmithTruth(this.#state.traffic, this.#state.projects, this.#state, query);
  }

  /** Answers one request of the API. */
  handle(request: SimulatorRequest): SimulatorResponse {
    this.#requests++;
    const now = this.#options.now();
    const clock = now + (this.#options.clockAheadMs ?? 0);
    const url = URL.parse(request.url, "http://simulator") ?? new URL("http://simulator/no-url");
    const fault = this.#faults.draw(url.pathname, now);
    const answer = this.#throttled(url, now) ?? refusalOf(fault, clock) ?? this.#answer(request, url, now, fault);
    const date = new Date(clock + clockOffsetMs(fault)).toUTCString();
    const arriving = disturbed(answer, fault, this.#options.slowMs ?? 20_000);
    return { ...arriving, headers: { ...arriving.headers, date } };
  }

  #throttled(url: URL, now: number): SimulatorResponse | undefined {
    const waitMs = this.#budgets.take(url.pathname, now);
    if (waitMs === undefined) return undefined;
    return errorAnswer(429, "Rate limit exceeded", { "retry-after": String(Math.ceil(waitMs / 1_000)) });
  }

  #answer(request: SimulatorRequest, url: URL, now: number, fault: LangSmithFaultKind | undefined): SimulatorResponse {
    try {
      const workspace = this.#gate.workspaceOf(request, url.pathname);
      const isJson = request.headers["content-type"]?.startsWith("application/json") ?? false;
      return this.#routed(request.method, { url, body: bodyText(request), isJson, now, workspace, fault });
    } catch (error) {
      if (error instanceof ApiError) return errorAnswer(error.status, error.message);
      throw error;
    }
  }

  #routed(method: string, asked: Asked): SimulatorResponse {
    const state = this.#state;
    const path = asked.url.pathname;
    const session = /^\/api\/v1\/sessions\/([^/]+)$/.exec(path)?.[1];
    const routes: Readonly<Record<string, readonly [string, () => SimulatorResponse]>> = {
      "/api/v1/info": ["GET", () => json(200, infoRecord(state.version))],
      "/api/v1/workspaces": ["GET", () => json(200, workspaceRecords(state.seed, this.#gate.workspaceCount))],
      "/api/v1/sessions": ["GET", () => listSessions(state, asked)],
      "/api/v1/runs/query": ["POST", () => runsQuery(state, asked)],
      "/api/v1/runs/stats": ["POST", () => runsStats(state, asked)],
      "/api/v2/runs/query": ["POST", () => runsQueryV2(state, asked)],
    };
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    const [allowed, answer] =
      session === undefined ? (route ?? []) : (["GET", () => readSession(state, asked, session)] as const);
    if (answer === undefined) throw new ApiError(404, "Not Found");
    if (method !== allowed) throw new ApiError(405, "Method Not Allowed");
    if (method === "POST" && !asked.isJson) throw new ApiError(422, "body: Content-Type must be application/json");
    return answer();
  }
}
