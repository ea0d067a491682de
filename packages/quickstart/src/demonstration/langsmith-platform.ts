import type { LangSmithValue, TrueRun } from "@genai-collector/simulator";
import { parseDuration } from "../duration.ts";
import { snapshotPoints, windowRecords, type StampedTruth, type TrueRecord, type TrueSeries } from "./expectations.ts";
import { stampOf, type Delivered } from "./items.ts";
import type { Change, Listening, LoopBook, Platform, RunFacts, Settings } from "./platform.ts";
import { answered, command, type Answered } from "./simulator-client.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const cadence = "10s";
const settle = "20s";

/** As far as it is looked at of the receiver's settings. */
interface LangsmithSettings {
  readonly metric_prefix: string;
  readonly loops: {
    readonly sessions?: SessionsSettings;
    readonly runs?: { readonly settle: string };
    readonly usage?: { readonly stats_window: string };
  };
}

interface SessionsSettings {
  readonly stats_window: string;
  readonly emit_feedback: boolean;
  readonly feedback_keys: readonly string[];
}

/** LangSmith: statistics of projects, what they are billed for, a log record for each run. */
export const langsmithPlatform: Platform = {
  type: "langsmith",
  title: "LangSmith",
  apiKey: "lsv2_sk_simulated",
  // As many runs in an hour as its limit of 15 queries in ten seconds lets through at once.
  simulatorArgs: ["--latest-ingestion-ms", "15000", "--runs-per-minute", "20"],
  change: (settings, at) => Promise.resolve(change(settings, at)),
  books(given, at) {
    const { metric_prefix: prefix, loops } = given as unknown as LangsmithSettings;
    return [
      ...(loops.sessions === undefined ? [] : [sessionsBook(prefix, loops.sessions, at)]),
      ...(loops.runs === undefined ? [] : [runsBook(loops.runs, at)]),
      ...(loops.usage === undefined ? [] : [usageBook(prefix, loops.usage, at)]),
    ];
  },
};

function change(settings: Settings, at: Listening): Change {
  const { sessions, runs, usage } = (settings as unknown as LangsmithSettings).loops;
  // All projects, by their ids, and exactly: the truth tells no other choice.
  const every = { cadence, session_filter: "", session_label_value: "id" };
  const late = "30s";
  const allRuns = {
    cadence,
    settle,
    late_lookback: late,
    api: "v1",
    session_ids: [],
    session_filter: 'neq(name, "__none__")',
    root_only: false,
    run_type: "",
  };
  return {
    settings: {
      endpoint: `${at.endpoint}/api/v1`,
      api_key: langsmithPlatform.apiKey,
      api_key_header: "x-api-key",
      tenant_id: "",
      http: { allow_private: true, allow_hosts: [] },
      rate_limit: { requests_per_second: 5, burst: 10 },
      loops: {
        ...(sessions === undefined
          ? {}
          : { sessions: { ...every, use_approx_stats: false, emit_feedback_details: false } }),
        ...(runs === undefined ? {} : { runs: allRuns }),
        ...(usage === undefined ? {} : { usage: every }),
      },
    },
    told: [
      `cadence ${cadence}`,
      "all projects",
      ...(runs === undefined ? [] : [`settle ${settle}`, `late_lookback ${late}`]),
    ],
  };
}

/** So long after a minute began, a list or a count of spans may still be of the poll of the minute before. */
const overhangMs = { list: 5_000, spans: 15_000 };

/** How far polls came, and which of them are at the sink. */
interface Polled {
  /** The stamp of the last one. */
  readonly frontier: number;
  readonly stamps: ReadonlySet<number>;
}

function polled(run: RunFacts, loop: string, delivered: readonly Delivered[]): Polled {
  return { frontier: run.frontier(loop) ?? 0, stamps: new Set(delivered.map(stampOf)) };
}

/**
 * A poll is stamped with the minute in which it began, which its requests do not say. It arrives whole or not at all: of
 * one that is there, everything must be.
 */
function stamped(
  { at }: Answered,
  answer: Pick<StampedTruth, "question" | "values">,
  { frontier, stamps }: Polled,
): readonly StampedTruth[] {
  const stamp = Math.floor(at / minuteMs) * minuteMs;
  const own = { ...answer, stamp, isDue: stamp <= frontier };
  const before = stamp - minuteMs;
  const isSure = at - stamp > overhangMs[answer.question === "list" ? "list" : "spans"];
  return isSure ? [own] : [own, { ...own, stamp: before, isDue: stamps.has(before) }];
}

function named(prefix: string, values: readonly LangSmithValue[]): readonly TrueSeries[] {
  return values.map(({ metric, labels, value }) => ({ name: `${prefix}_${metric}`, labels, value }));
}

/** Lists of projects with statistics over a window of this width, from the first page on. */
async function lists(at: Listening, widthMs: number): Promise<readonly (Answered & { readonly from: number })[]> {
  const pages = await answered(at, "/api/v1/sessions?");
  return pages.flatMap((page) => {
    const from = Date.parse(page.url.searchParams.get("stats_start_time") ?? "");
    const isFirst = page.url.searchParams.get("offset") === "0";
    return isFirst && Math.abs(page.at - from - widthMs) <= overhangMs.spans ? [{ ...page, from }] : [];
  });
}

function sessionsBook(prefix: string, settings: SessionsSettings, at: Listening): LoopBook {
  return {
    loop: "sessions",
    owns: (name) => name.startsWith(`${prefix}_`) && !name.startsWith(`${prefix}_usage_`),
    async expected(run, delivered) {
      const polls = polled(run, "sessions", delivered);
      const truths: StampedTruth[] = [];
      for (const list of await lists(at, parseDuration(settings.stats_window))) {
        // What starts in the millisecond of the answer is in it.
        const window = { loop: "sessions", from: list.from, to: list.at + 1, seenAt: list.at };
        const values = await command<readonly LangSmithValue[]>(at, "truth", window);
        const told = named(
          prefix,
          values.filter((value) => isEmitted(value, settings)),
        );
        truths.push(...stamped(list, { question: "list", values: told }, polls));
      }
      return snapshotPoints(truths);
    },
  };
}

function isEmitted({ labels }: LangSmithValue, { emit_feedback, feedback_keys }: SessionsSettings): boolean {
  const key = labels["feedback_key"];
  return key === undefined || (emit_feedback && (feedback_keys.length === 0 || feedback_keys.includes(key)));
}

function usageBook(prefix: string, { stats_window }: { readonly stats_window: string }, at: Listening): LoopBook {
  const truthOf = async (metric: string, window: object): Promise<readonly TrueSeries[]> => {
    const values = await command<readonly LangSmithValue[]>(at, "truth", { loop: "usage", ...window });
    return named(
      prefix,
      values.filter((value) => value.metric === metric),
    );
  };
  return {
    loop: "usage",
    owns: (name) => name.startsWith(`${prefix}_usage_`),
    async expected(run, delivered) {
      const polls = polled(run, "usage", delivered);
      const truths: StampedTruth[] = [];
      for (const list of await lists(at, parseDuration(stats_window))) {
        const values = await truthOf("usage_traces", { from: list.from, to: list.at + 1, seenAt: list.at });
        truths.push(...stamped(list, { question: "list", values }, polls));
      }
      for (const request of await answered(at, "/api/v1/runs/stats")) {
        const { session, start_time, end_time } = request.body as SpanQuestion;
        const window = { from: Date.parse(start_time), to: Date.parse(end_time) + 1, seenAt: request.at };
        const values = await truthOf("usage_spans", { ...window, projects: session });
        truths.push(...stamped(request, { question: `spans ${session.join(" ")}`, values }, polls));
      }
      return snapshotPoints(truths);
    },
  };
}

interface SpanQuestion {
  readonly session: readonly string[];
  readonly start_time: string;
  /** The last moment that counts. */
  readonly end_time: string;
}

const records = "records of langsmith";

function runsBook(settings: { readonly settle: string }, at: Listening): LoopBook {
  return {
    loop: "runs",
    owns: (name) => name === records,
    async expected(run: RunFacts) {
      // Runs that are held back are asked for by id.
      const windows = (await answered(at, "/api/v1/runs/query")).filter(({ body }) => !("id" in (body as object)));
      if (windows.length === 0) return [];
      const from = Math.min(...windows.map(({ body }) => Date.parse((body as SpanQuestion).start_time)));
      const to = run.frontier("runs") ?? 0;
      const now = windows.at(-1)!.at;
      // A project that went took its runs along, perhaps before their window was asked for.
      const left = await command<readonly { readonly id: string }[]>(at, "projects", { at: now });
      const kept = new Set(left.map(({ id }) => id));
      const truth = (await trueRuns(at, from, now)).map((each) => recordOf(each, kept.has(each.sessionId)));
      const settleMs = parseDuration(settings.settle);
      return windowRecords(truth, { name: records, from, to, firstReadAt: windows[0]!.at, settleMs });
    },
  };
}

/** An hour after the other: one answer takes 50,000 runs. */
async function trueRuns(at: Listening, from: number, to: number): Promise<readonly TrueRun[]> {
  const runs: TrueRun[] = [];
  for (let start = from; start < to; start += hourMs) {
    const window = { loop: "runs", from: start, to: Math.min(to, start + hourMs) };
    runs.push(...(await command<readonly TrueRun[]>(at, "truth", window)));
  }
  return runs;
}

/** Costs are left out: the platform may price a run after it ended. */
function recordOf(run: TrueRun, isKept: boolean): TrueRecord {
  const { finishedAt, visibleAt, status } = run;
  return {
    id: run.id,
    time: Math.floor(run.startMicros / 1_000),
    readyAt: finishedAt === undefined || !isKept ? undefined : Math.max(finishedAt, visibleAt),
    says: {
      time: `${run.startMicros}000`,
      end_time: run.endTime === undefined ? undefined : `${run.endTime}Z`,
      severity: status === "error" || status === "interrupted" ? "ERROR" : "INFO",
      trace: run.traceId.replaceAll("-", ""),
      trace_id: run.traceId,
      session_id: run.sessionId,
      parent_run_id: run.parentRunId,
      run_type: run.runType,
      prompt_tokens: run.promptTokens,
      completion_tokens: run.completionTokens,
      total_tokens: run.totalTokens,
      dotted_order: run.dottedOrder,
      thread_id: run.threadId,
    },
  };
}
