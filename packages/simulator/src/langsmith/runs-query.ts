import { json } from "../http.ts";
import { ApiError } from "./api-error.ts";
import { cursorAfter, positionIn, sealOf } from "./cursor.ts";
import { drifted } from "./drift.ts";
import type { Asked, Endpoint, PlatformState } from "./platform-state.ts";
import { RequestBody } from "./request-body.ts";
import { disturbedPage, pageOf, type RunPage } from "./run-page.ts";
import { matcherOf, rangeOf, type RunQuestion } from "./run-question.ts";
import { runRecord } from "./run-record.ts";
import { runRecordV2, selectV2 } from "./run-record-v2.ts";
import { seenAt, type SeenRun } from "./seen-run.ts";
import { selectNames, selectNamesV2 } from "./select-names.ts";
import { runTypes } from "./simulated-run.ts";
import { isVisible, knownProjects } from "./workspace-scope.ts";

/** The most runs of one page, in both versions. */
const largestPage = 100;

/** `POST /api/v1/runs/query`: answers every field whatever `select` says, but refuses names that it does not know. */
export const runsQuery: Endpoint = (state, asked) => {
  const body = new RequestBody(asked.body);
  body.select("select", acceptedSelects(state));
  const question = questionV1(state, asked, body);
  const { rows, next } = answered(state, asked, question);
  const records = rows.map((seen) => runRecord(seen, asked.now, state));
  const runs = drifted(records, asked.fault, state.seed);
  return json(200, asked.fault === "cursor_missing" ? { runs } : { runs, cursors: { next, prev: null } });
};

/** `POST /api/v2/runs/query` (release 0.16 and later): only what was selected, and `id`. */
export const runsQueryV2: Endpoint = (state, asked) => {
  if (state.version === "0.13.5") throw new ApiError(404, "Not Found");
  const body = new RequestBody(asked.body);
  const selects = body.select("selects", selectNamesV2) ?? [];
  const question = questionV2(state, asked, body);
  const { rows, next } = answered(state, asked, question);
  const records = rows.map((seen) => selectV2(runRecordV2(runRecord(seen, asked.now, state)), selects));
  const items = drifted(records, asked.fault, state.seed);
  return json(200, asked.fault === "cursor_missing" ? { items } : { items, next_cursor: next });
};

/** Names that `select` takes: `inserted_at` went with 0.16. */
function acceptedSelects({ version, refusedSelects }: PlatformState): readonly string[] {
  const gone = version === "0.13.5" ? refusedSelects : [...refusedSelects, "inserted_at"];
  return selectNames.filter((name) => !gone.includes(name));
}

function questionV1(state: PlatformState, asked: Asked, body: RequestBody): RunQuestion {
  const [session, ids, trace] = [body.texts("session"), body.texts("id"), body.text("trace")];
  if ((session ?? []).length === 0 && (ids ?? []).length === 0 && trace === undefined)
    throw new ApiError(400, "At least one of session, id or trace must be specified");
  const limit = body.count("limit") ?? largestPage;
  if (limit > largestPage) throw new ApiError(400, `Limit exceeds maximum allowed value of ${largestPage}`);
  const bounds = [body.time("start_time"), body.time("end_time")] as const;
  const order = body.oneOf("order", ["asc", "desc"]) ?? "desc";
  const runType = body.oneOf("run_type", runTypes);
  return {
    ...continued(state, asked, body, [session, ids, trace, bounds, order, runType]),
    projects: session === undefined ? undefined : knownProjects(state, asked, session),
    ids,
    trace,
    range: rangeOf(...bounds, asked.now),
    order,
    limit,
    matches: seenIn(asked, matcherOf(body, runType)),
  };
}

/** Runs that are named one by one must be in the workspace of the request, as projects must. */
function seenIn(asked: Asked, matches: (seen: SeenRun) => boolean): (seen: SeenRun) => boolean {
  return (seen) => isVisible(seen.run.trace.project, asked) && matches(seen);
}

function questionV2(state: PlatformState, asked: Asked, body: RequestBody): RunQuestion {
  const projects = body.texts("project_ids") ?? [];
  if (projects.length === 0) throw new ApiError(400, "project_ids is required unless reference_dataset_id is given");
  const limit = body.count("page_size") ?? largestPage;
  if (limit > largestPage) throw new ApiError(400, `page_size exceeds maximum allowed value of ${largestPage}`);
  const bounds = [body.time("min_start_time"), body.time("max_start_time")] as const;
  const upper = runTypes.map((type) => type.toUpperCase());
  const runType = body.oneOf("run_type", upper)?.toLowerCase();
  const order = body.oneOf("order", ["ASC", "DESC"]) === "DESC" ? "desc" : "asc";
  return {
    ...continued(state, asked, body, [projects, bounds, order, runType]),
    projects: knownProjects(state, asked, projects),
    ids: body.texts("ids"),
    trace: undefined,
    range: rangeOf(...bounds, asked.now),
    order,
    limit,
    matches: matcherOf(body, runType),
  };
}

/** Where a page begins. The seal leaves out the limit: a client may ask for less when pages are too large. */
function continued(
  state: PlatformState,
  asked: Asked,
  body: RequestBody,
  bound: readonly unknown[],
): Pick<RunQuestion, "seal" | "after" | "isContinued"> {
  const token = body.text("cursor");
  const seal = sealOf(asked.workspace, bound, body.text("filter"), body.flag("is_root"), body.flag("error"));
  if (token === undefined) return { seal, after: undefined, isContinued: false };
  if (asked.fault === "cursor_expired") throw new ApiError(400, "Cursor expired");
  return { seal, after: positionIn(token, seal, asked.now, state.cursorTtlMs), isContinued: true };
}

function answered(
  state: PlatformState,
  asked: Asked,
  question: RunQuestion,
): { readonly rows: readonly SeenRun[]; readonly next: string | null } {
  const right = pageOf(state.traffic, question, asked.now);
  const page = disturbedPage(right, asked.fault, question, previousOf(state, asked, question));
  return { rows: page.rows, next: tokenOf(page, question, asked.now) };
}

function previousOf({ traffic }: PlatformState, { now }: Asked, { after }: RunQuestion): SeenRun | undefined {
  const run = after === undefined ? undefined : traffic.find(after.id);
  return run === undefined ? undefined : seenAt(run, now);
}

function tokenOf({ next }: RunPage, { seal }: RunQuestion, now: number): string | null {
  if (next === undefined) return null;
  return cursorAfter(seal, next === "start" ? undefined : next, now);
}
