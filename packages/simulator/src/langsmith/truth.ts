import { projectFeedback } from "./feedback-record.ts";
import { added, usd } from "./money.ts";
import { naiveTime } from "./micro-time.ts";
import { dottedOrder, type RecordOptions } from "./run-record.ts";
import { runsBetween } from "./runs-between.ts";
import { atLast, seenAt, type SeenRun } from "./seen-run.ts";
import { isRoot, type RunType } from "./simulated-run.ts";
import { Tally, type Statistics } from "./statistics.ts";
import type { Projects } from "./projects.ts";
import type { Traffic } from "./traffic.ts";

/** What is asked of the truth: runs that start in [from, to), in milliseconds since 1970 UTC. */
export interface LangSmithTruthQuery {
  readonly from: number;
  readonly to: number;
  /** As the platform knows it at that moment. Absent: as it is in the end, when everything has shown. */
  readonly seenAt?: number | undefined;
  /** Ids; absent: all. */
  readonly projects?: readonly string[] | undefined;
}

/** One value of a metrics loop, without the prefix: `runs`, `latency_seconds`, `usage_spans`. */
export interface LangSmithValue {
  readonly metric: string;
  /** `session` and, by metric, `quantile`, `feedback_key`, `retention_tier`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One run that a sink must have. */
export interface TrueRun {
  readonly id: string;
  readonly traceId: string;
  readonly sessionId: string;
  readonly parentRunId: string | undefined;
  readonly runType: RunType;
  readonly status: SeenRun["status"];
  /** As the v1 API writes them. */
  readonly startTime: string;
  readonly endTime: string | undefined;
  readonly startMicros: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly promptCostUsd: number | undefined;
  readonly completionCostUsd: number | undefined;
  readonly totalCostUsd: number | undefined;
  readonly dottedOrder: string;
  readonly threadId: string | undefined;
  /** When the platform showed it first, knew its end (undefined: never), and changed it after that (likewise). */
  readonly visibleAt: number;
  readonly finishedAt: number | undefined;
  readonly revisedAt: number | undefined;
}

/** The truth about a stretch of time, by loop. Made when it is asked for. */
export class LangSmithTruth {
  readonly #traffic: Traffic;
  readonly #projects: Projects;
  readonly #options: RecordOptions;
  readonly #query: LangSmithTruthQuery;

  constructor(traffic: Traffic, projects: Projects, options: RecordOptions, query: LangSmithTruthQuery) {
    this.#traffic = traffic;
    this.#projects = projects;
    this.#options = options;
    this.#query = query;
  }

  /** Every run, in the API's order, one by one: a window need not fit into memory. */
  *runs(): Generator<TrueRun> {
    for (const seen of this.#seen()) yield trueRun(seen, this.#options);
  }

  /** Values of the sessions loop, from root runs. Projects in which nothing ran have none but their zeros. */
  sessions(): readonly LangSmithValue[] {
    return [...this.#byProject(isRootSeen)].flatMap(([session, statistics]) => sessionValues(session, statistics));
  }

  /** Values of the usage loop: traces and spans by retention tier. */
  usage(): readonly LangSmithValue[] {
    const [traces, spans] = [this.#byProject(isRootSeen), this.#byProject(() => true)];
    return [...spans].flatMap(([session, { runCount }]) => {
      const tier = this.#projects.find(session)?.tier ?? "unknown";
      const labels = { session, retention_tier: tier };
      return [
        { metric: "usage_traces", labels, value: traces.get(session)?.runCount ?? 0 },
        { metric: "usage_spans", labels, value: runCount },
      ];
    });
  }

  #byProject(counts: (seen: SeenRun) => boolean): ReadonlyMap<string, Statistics> {
    const tallies = new Map<string, Tally>();
    for (const { id } of this.#projects.at(Math.min(this.#query.seenAt ?? atLast, this.#query.to)))
      if (this.#isMeant(id)) tallies.set(id, new Tally());
    for (const seen of this.#seen()) {
      if (!counts(seen)) continue;
      const { id } = seen.run.trace.project;
      const tally = tallies.get(id) ?? new Tally();
      tallies.set(id, tally);
      tally.add(seen);
    }
    return new Map([...tallies].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, tally]) => [id, tally.result()]));
  }

  *#seen(): Generator<SeenRun> {
    const { from, to, seenAt: at = atLast } = this.#query;
    for (const run of runsBetween(this.#traffic, { from: from * 1_000, to: to * 1_000 - 1 })) {
      if (!this.#isMeant(run.trace.project.id)) continue;
      const seen = seenAt(run, at);
      if (seen !== undefined) yield seen;
    }
  }

  #isMeant(project: string): boolean {
    return this.#query.projects?.includes(project) ?? true;
  }
}

function isRootSeen({ run }: SeenRun): boolean {
  return isRoot(run);
}

function trueRun(seen: SeenRun, { runCosts }: RecordOptions): TrueRun {
  const { run, promptTokens, completionTokens } = seen;
  const cost = (nanoUsd: number | undefined): number | undefined =>
    nanoUsd === undefined || runCosts === "details_only" ? undefined : usd(nanoUsd);
  return {
    id: run.id,
    traceId: run.trace.runs[0]!.id,
    sessionId: run.trace.project.id,
    parentRunId: run.parent?.id,
    runType: run.runType,
    status: seen.status,
    startTime: naiveTime(run.startMicros),
    endTime: seen.endMicros === undefined ? undefined : naiveTime(seen.endMicros),
    startMicros: run.startMicros,
    promptTokens,
    completionTokens,
    totalTokens: promptTokens + completionTokens,
    promptCostUsd: cost(seen.promptNanoUsd),
    completionCostUsd: cost(seen.completionNanoUsd),
    totalCostUsd: cost(added(seen.promptNanoUsd, seen.completionNanoUsd)),
    dottedOrder: dottedOrder(run),
    threadId: run.trace.threadId,
    visibleAt: run.ingestedAt,
    finishedAt: run.finishedAt,
    revisedAt: run.trace.revisedAt,
  };
}

function sessionValues(session: string, statistics: Statistics): readonly LangSmithValue[] {
  const values: LangSmithValue[] = [];
  const value = (metric: string, number: number | undefined, labels: Readonly<Record<string, string>> = {}): void => {
    if (number !== undefined) values.push({ metric, labels: { session, ...labels }, value: number });
  };
  const money = (nanoUsd: number | undefined): number | undefined => (nanoUsd === undefined ? undefined : usd(nanoUsd));
  const { promptTokens, completionTokens, promptNanoUsd, completionNanoUsd } = statistics;
  value("runs", statistics.runCount);
  value("latency_seconds", statistics.latencyP50, { quantile: "p50" });
  value("latency_seconds", statistics.latencyP99, { quantile: "p99" });
  value("first_token_seconds", statistics.firstTokenP50, { quantile: "p50" });
  value("first_token_seconds", statistics.firstTokenP99, { quantile: "p99" });
  value("tokens", promptTokens + completionTokens);
  value("prompt_tokens", promptTokens);
  value("completion_tokens", completionTokens);
  value("cost_usd", money(added(promptNanoUsd, completionNanoUsd)));
  value("prompt_cost_usd", money(promptNanoUsd));
  value("completion_cost_usd", money(completionNanoUsd));
  value("error_rate", statistics.errorRate);
  value("streaming_rate", statistics.streamingRate);
  for (const [key, { avg, n }] of statistics.feedback) {
    value("feedback_score", avg, { feedback_key: key });
    value("feedback_count", n, { feedback_key: key });
  }
  for (const [key, { avg, n }] of projectFeedback) {
    value("session_feedback_score", avg, { feedback_key: key });
    value("session_feedback_count", n, { feedback_key: key });
  }
  return values;
}
