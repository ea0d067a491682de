import {
  count,
  duration,
  flag,
  list,
  map,
  oneOf,
  text,
  type ConfigOf,
  type Problem,
} from "@genai-collector/config/schema";
import { maxHeldRuns } from "./held-runs.ts";
import { indexedFieldProblem, recordFieldProblem } from "./opt-in-fields.ts";
import { runTypes } from "./run-fields.ts";

/** Projects of one question: they are saved with every page of a window. */
const maxScope = 2_000;

const uuidPattern = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

/** With three attributes of the identity, `run_type` and `status`, what log stores take as labels of a stream. */
const mostIndexed = 10;

const settings = map({
  cadence: duration({ default: "1m", min: "10s", doc: "Time between two polls, give or take 10 %." }),
  deadline: duration({
    default: "2m",
    min: "10s",
    doc: "Longest time for one poll, retries included, the wait for `rate_limit` not.",
  }),
  api: oneOf(["v1", "v2"], {
    default: "v1",
    doc: "The API that is asked for runs. `v2` needs release 0.16, and does not tell late runs.",
  }),
  session_ids: list(text({ pattern: uuidPattern, doc: "A project's id." }), {
    default: [],
    unique: true,
    max: maxScope,
    doc: "Runs of these projects. Then no list of projects is asked for.",
  }),
  session_filter: text({
    default: "",
    max: 4_096,
    doc: 'Runs of the projects that match, in LangSmith\'s filter language: `eq(name, "checkout-bot")`; all: `neq(name, "__none__")`. Without `session_ids`, it must be there.',
  }),
  max_sessions: count({
    default: 1_000,
    min: 1,
    max: maxScope,
    doc: "Projects that `session_filter` may find, at most. With more, those that ran last are kept, and `projects_truncated` counts it.",
  }),
  sessions_per_query: count({
    default: 200,
    min: 1,
    max: maxScope,
    doc: "Projects in one query. More are asked for in several, one after the other.",
  }),
  session_refresh: duration({
    default: "5m",
    doc: "How long the projects that `session_filter` found stand. Never longer than `settle`: a project's first runs would be missed.",
  }),
  window: duration({
    default: "1h",
    min: "1s",
    max: "744h",
    doc: "Longest stretch of one query, and where a new pipeline starts.",
  }),
  settle: duration({
    default: "10m",
    doc: "A run is asked for so long after its start, by when most have ended and been told.",
  }),
  max_backfill: duration({
    default: "24h",
    min: "1s",
    doc: "What is older after an outage is given up, and counted. Keep it below the age that the sink still takes.",
  }),
  page_size: count({ default: 100, min: 1, max: 100, doc: "Runs in one answer. LangSmith takes 100 at most." }),
  root_only: flag({ default: false, doc: "Only roots of traces." }),
  run_type: oneOf(["", ...runTypes], { default: "", doc: "Only runs of this type. Empty: all." }),
  max_run_duration: duration({
    default: "24h",
    min: "1m",
    doc: "A run that has not ended is held back so long after its start, and then emitted as it is.",
  }),
  max_unfinished_runs: count({
    default: 500,
    min: 1,
    max: maxHeldRuns,
    doc: "Runs that are held back, at most. Beyond it the oldest are emitted as they are.",
  }),
  late_lookback: duration({
    default: "1h",
    max: "168h",
    doc: "Every window is read once more so long after it, for runs that were told late. 0: never. Costs up to as many requests again.",
  }),
  extra_record_fields: list(text({ min: 1, doc: "A field of runs." }), {
    default: [],
    unique: true,
    doc: "More attributes of each record, such as `tags`, `child_run_ids`, `app_path`. `tags`, `name` and `error` are what people wrote.",
  }),
  extra_indexed_fields: list(text({ min: 1, doc: "A field of runs." }), {
    default: [],
    unique: true,
    max: mostIndexed,
    doc: "More resource attributes, beside `run_type` and `status`: log stores make streams of them.",
  }),
  gen_ai_attributes: flag({
    default: false,
    doc: "Add attributes of the OpenTelemetry GenAI conventions, made of the same fields and of the model's name, provider and settings in the run's metadata.",
  }),
});

export type RunsConfig = ConfigOf<typeof settings>;

/** What the loop `runs` lets the user set. */
export const runsConfig = settings.check(checkRuns);

function checkRuns(config: RunsConfig, problem: Problem): void {
  if (config.session_ids.length === 0 && config.session_filter === "")
    problem("session_filter", 'must say whose runs, or session_ids must; for all projects: neq(name, "__none__")');
  if (config.settle >= config.window) problem("settle", "must be shorter than window");
  if (config.max_backfill <= config.settle)
    problem("max_backfill", "must be longer than settle: nothing would be left");
  if (config.max_backfill < config.window)
    problem("max_backfill", "must not be shorter than window, in which it starts");
  if (config.late_lookback > 0 && config.late_lookback < config.settle)
    problem("late_lookback", "must be 0, or not shorter than settle: what is later was not there yet");
  if (config.api === "v2" && config.extra_record_fields.includes("inserted_at"))
    problem("extra_record_fields", "names inserted_at, which v2 does not tell");
  for (const [index, name] of config.extra_record_fields.entries()) {
    const found = recordFieldProblem(name);
    if (found !== undefined) problem(`extra_record_fields::${index}`, found);
  }
  for (const [index, name] of config.extra_indexed_fields.entries()) {
    const found = indexedFieldProblem(name);
    if (found !== undefined) problem(`extra_indexed_fields::${index}`, found);
  }
}
