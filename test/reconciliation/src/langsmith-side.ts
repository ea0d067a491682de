import type { HttpRequest } from "@genai-collector/component";
import {
  LangSmithSimulator,
  type LangSmithFaultKind,
  type LangSmithValue,
  type SimulatorResponse,
} from "@genai-collector/simulator";
import { seriesKey } from "@genai-collector/test-simulation";
import type { Answer, World } from "@genai-collector/testkit";
import { BudgetBook } from "./budget-book.ts";
import { apiKeys, budget, hosts } from "./configuration.ts";
import type { Tell } from "./promises.ts";
import type { Setup } from "./setup.ts";
import type { SnapshotBooks, Values } from "./snapshot-books.ts";

const minute = 60_000;
const hour = 60 * minute;

const usualFaultRates: Readonly<Partial<Record<LangSmithFaultKind, number>>> = {
  throttled: 0.003,
  throttled_until: 0.001,
  server_error: 0.003,
  bad_gateway: 0.002,
  unavailable: 0.003,
  gateway_timeout: 0.001,
  telling_error: 0.001,
  slow: 0.001,
  cut: 0.002,
  cut_at_once: 0.002,
  not_json: 0.001,
  empty_body: 0.001,
  half_json: 0.001,
  repeat_row: 0.002,
  out_of_order: 0.002,
  short_page: 0.002,
  new_field: 0.002,
  float_integer: 0.002,
  zoned_time: 0.002,
  cursor_expired: 0.002,
  cursor_missing: 0.001,
  cursor_stuck: 0.001,
  empty_page: 0.001,
  lost_tail: 0.001,
  skip_row: 0.001,
};

/** Answers with 200 that give nothing. */
const useless: ReadonlySet<LangSmithFaultKind> = new Set([
  "cut",
  "cut_at_once",
  "not_json",
  "empty_body",
  "half_json",
  "wrong_shape",
  "too_large",
  "hang",
]);

/** Answers with 200 that hide runs or projects without a sign. */
const lies: ReadonlySet<LangSmithFaultKind> = new Set(["lost_tail", "skip_row", "empty_page"]);

/** Answers with 200 that are as they should be, or differ in nothing that counts. */
const harmless: ReadonlySet<LangSmithFaultKind> = new Set([
  "slow",
  "clock_ahead",
  "clock_behind",
  "new_field",
  "float_integer",
  "zoned_time",
  "out_of_order",
]);

export interface LangsmithSideOptions {
  readonly seed: number;
  readonly world: World;
  readonly setup: Setup;
  readonly hasChanceFaults: boolean;
  readonly report: Tell;
  life(): number;
  books(loop: "sessions" | "usage"): SnapshotBooks | undefined;
}

/** LangSmith in the world outside, the truth behind it, and what it was asked. */
export class LangsmithSide {
  readonly simulator: LangSmithSimulator;
  readonly api: BudgetBook;
  /** How often each fault befell a request, by kind and path. */
  readonly faults = new Map<string, number>();
  /** When an answer hid something. */
  readonly liedAt: number[] = [];
  readonly #options: LangsmithSideOptions;
  #fault: LangSmithFaultKind | undefined;

  constructor(options: LangsmithSideOptions) {
    const { seed, world, setup, hasChanceFaults, report } = options;
    this.#options = options;
    this.simulator = new LangSmithSimulator({
      seed,
      now: () => world.now,
      apiKey: apiKeys.langsmith,
      clockAheadMs: setup.langsmithAheadMs,
      runsPerMinute: setup.runsPerMinute,
      clientSkewMs: setup.clientSkewMs,
      faultRates: hasChanceFaults ? usualFaultRates : {},
      faulted: (kind, path) => {
        this.#fault = kind;
        const name = `${kind} ${path}`;
        if (lies.has(kind)) this.liedAt.push(world.now);
        this.faults.set(name, (this.faults.get(name) ?? 0) + 1);
      },
      slowMs: 8_000,
    });
    this.api = new BudgetBook({ host: hosts.langsmith, budget, report });
    world.route(`https://${hosts.langsmith}/`, (request) => this.#answer(request));
  }

  trouble(kind: LangSmithFaultKind, forMs: number, target: string | undefined): void {
    const { now } = this.#options.world;
    this.simulator.script({ kind, from: now, to: now + forMs, target });
  }

  #answer(request: HttpRequest): Answer {
    const { world, life } = this.#options;
    this.api.asked(world.now, life());
    this.#fault = undefined;
    const answer = this.simulator.handle(request);
    const url = new URL(request.url);
    if (url.pathname.endsWith("/sessions")) this.#noteList(url, answer);
    else if (url.pathname.endsWith("/runs/stats")) this.#noteSpans(request, answer);
    const { cutAfter, ...rest } = answer;
    return { ...rest, cutAfterBytes: cutAfter };
  }

  /** Statistics of each project since an instant, and of runs whose clients' clocks are ahead. */
  #noteList(url: URL, answer: SimulatorResponse): void {
    const start = url.searchParams.get("stats_start_time");
    if (start === null) return;
    const { world, setup } = this.#options;
    const [at, from] = [world.now, Date.parse(start)];
    // An hour or ten minutes, however far the clocks are apart.
    const loop = at - from > 40 * minute ? "sessions" : "usage";
    const stamp = floorToMinute(from + (loop === "sessions" ? hour : 10 * minute));
    const offset = Number(url.searchParams.get("offset") ?? 0);
    // A page behind the last project tells nothing of any, unless it cannot be had.
    if (offset > 0 && setup.projectsPage >= 100 && !this.#isVain(answer)) return;
    this.#note(loop, stamp, answer, "list", () => this.#listTruth(loop, from, at));
  }

  #noteSpans({ body }: HttpRequest, answer: SimulatorResponse): void {
    const { session, start_time, end_time } = JSON.parse(Buffer.concat(body ?? []).toString()) as {
      readonly session: readonly [string];
      readonly start_time: string;
      readonly end_time: string;
    };
    const at = this.#options.world.now;
    const [from, to] = [Date.parse(start_time), Date.parse(end_time) + 1];
    this.#note("usage", floorToMinute(to - 1), answer, `spans ${session[0]}`, () =>
      this.#spanTruth(session[0], from, to, at),
    );
  }

  #isVain({ status }: SimulatorResponse): boolean {
    return status !== 200 || (this.#fault !== undefined && useless.has(this.#fault));
  }

  #note(loop: "sessions" | "usage", stamp: number, answer: SimulatorResponse, part: string, truth: () => Values) {
    const books = this.#options.books(loop);
    if (books === undefined) return;
    const at = this.#options.world.now;
    const fault = this.#fault;
    books.asked(stamp, at);
    // A project's spans are left out, and counted, where they cannot be had: the others arrive, unless all is too much.
    const isVain = this.#isVain(answer);
    if (isVain && part.startsWith("spans") && answer.status !== 429)
      return books.answered(stamp, { at, part, isOdd: false, truth: () => new Map() });
    if (isVain) return books.failed(stamp, at);
    books.answered(stamp, { at, part, isOdd: fault !== undefined && !harmless.has(fault), truth });
  }

  #listTruth(loop: "sessions" | "usage", from: number, at: number): Values {
    const truth = this.simulator.truth({ from, to: at + hour, seenAt: at });
    if (loop === "usage") return valuesOf(truth.usage().filter(({ metric }) => metric === "usage_traces"));
    const values = truth.sessions();
    const sessions = new Set(values.map(({ labels }) => labels["session"]!));
    return valuesOf([...values, ...[...sessions].flatMap((session) => suiteOf(session))]);
  }

  #spanTruth(project: string, from: number, to: number, at: number): Values {
    const spans = (until: number): readonly LangSmithValue[] => {
      const truth = this.simulator.truth({ from, to: until, seenAt: at, projects: [project] });
      return truth.usage().filter(({ metric }) => metric === "usage_spans");
    };
    const values = spans(to);
    // It was made after the window by which it is asked for: nothing ran in it.
    return valuesOf(values.length > 0 ? values : spans(at + 1).map((value) => ({ ...value, value: 0 })));
  }
}

/** The result of a suite, which every simulated project has. */
function suiteOf(session: string): readonly LangSmithValue[] {
  const labels = { session, feedback_key: "suite_pass_rate" };
  return [
    { metric: "session_feedback_score", labels, value: 0.8 },
    { metric: "session_feedback_count", labels, value: 1 },
  ];
}

function valuesOf(values: readonly LangSmithValue[]): Values {
  return new Map(values.map(({ metric, labels, value }) => [seriesKey(`langsmith_${metric}`, labels), value]));
}

function floorToMinute(instant: number): number {
  return Math.floor(instant / minute) * minute;
}
