import type { Instant } from "@genai-collector/component";
import { LangSmithSimulator, plantedTexts, type LangSmithOptions } from "@genai-collector/simulator";
import { pointsOf, runReceiver, VendorAnswer, World, type Point } from "@genai-collector/testkit";
import { langsmithReceiverFactory } from "../src/index.ts";
import { everythingThatLeft } from "./scripted-langsmith.ts";

/** A Tuesday, within a minute, so that nothing is aligned by luck. */
const start = Date.UTC(2026, 2, 3, 9, 37, 20);

/** One answer with status 200, and what it was about: `from` and `to` are what the statistics cover. */
interface Answered {
  readonly path: string;
  readonly at: Instant;
  /** As it was sent, to tell polls and loops apart. */
  readonly asked: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Of span counts. */
  readonly project: string | undefined;
}

/** One poll that arrived. */
export interface ArrivedPoll {
  readonly loop: string;
  readonly observedAt: Instant;
  readonly points: readonly Point[];
}

/** A value that a point may have, without its retention tier. */
type Values = ReadonlyMap<string, number>;

/**
 * The metrics loops over a simulated platform. Each answer is remembered with its moment, so that what arrived can be
 * held against the truth as the platform knew it then.
 */
export class SimulatedLangsmith {
  readonly world = new World(start);
  readonly simulator: LangSmithSimulator;
  readonly #answered: Answered[] = [];
  readonly #truths = new Map<string, Values>();
  #run: Awaited<ReturnType<SimulatedLangsmith["start"]>> | undefined;

  constructor(options: Partial<LangSmithOptions> = {}) {
    this.simulator = new LangSmithSimulator({
      seed: 7,
      runsPerMinute: 12,
      now: () => this.world.now,
      apiKey: "lsv2_sk_test",
      ...options,
    });
  }

  get run() {
    return this.#run!;
  }

  async start(loops: object, config: object = {}) {
    const run = await runReceiver(langsmithReceiverFactory, {
      world: this.world,
      config: { api_key: "lsv2_sk_test", loops, rate_limit: { requests_per_second: 20, burst: 20 }, ...config },
      vendor: (url, now, request) => {
        const { cutAfter, ...answer } = this.simulator.handle({ ...request, url: url.href });
        if (answer.status === 200) this.#remember(url, now, request.body?.[0]);
        return new VendorAnswer({ ...answer, cutAfterBytes: cutAfter });
      },
    });
    this.#run = run;
    return run;
  }

  /** Every poll that arrived, in order. */
  get polls(): readonly ArrivedPoll[] {
    const { payloads, contexts } = this.run.sinks.metrics;
    return payloads.map((payload, index) => {
      const { loop, observedAt } = contexts[index]!.coverage!;
      return { loop, observedAt, points: pointsOf(payload) };
    });
  }

  /** The poll's points that are no true value of any answer that it got; nothing, when all is well. */
  wrong(poll: ArrivedPoll, lateMs = 0): readonly string[] {
    const truths = this.#truthsOf(poll, lateMs);
    return poll.points.flatMap((point) => {
      const [key, value] = [keyOf(point.name.replace("langsmith_", ""), point.labels), point.value];
      const isTrue = truths.some((truth) => isEqual(truth.get(key), value));
      return isTrue ? [] : [`${key} = ${value}`];
    });
  }

  /** True values of the poll's first list of projects, and of its span counts, that it has no point for. */
  missing(poll: ArrivedPoll): readonly string[] {
    const found = new Set(poll.points.map(({ name, labels }) => keyOf(name.replace("langsmith_", ""), labels)));
    const truths = this.#truthsOf(poll, 0);
    return truths.flatMap((truth) => [...truth.keys()].filter((key) => !found.has(key)));
  }

  /** Content that left, wherever it went. */
  async leaked(): Promise<readonly string[]> {
    const { run } = this;
    const lanes = await run.store.list(run.id);
    const checkpoints = await Promise.all(lanes.map((lane) => run.store.load(lane)));
    const all = `${everythingThatLeft({ run })}\n${JSON.stringify(checkpoints)}`;
    if (!all.includes("langsmith_")) throw new Error("nothing left");
    return [...plantedTexts, "lsv2_sk_test"].filter((text) => all.includes(text));
  }

  /** `lateMs`: how far the platform's clock may be off, by which polls are then told apart no longer. */
  #truthsOf({ loop, observedAt }: ArrivedPoll, lateMs: number): readonly Values[] {
    const after = this.#answered.filter(({ at }) => at >= observedAt && at <= observedAt + 600_000 + lateMs);
    const lists = after.filter(({ path, at, from }) => path === "sessions" && isOf(loop, at - from));
    // One that broke off was asked for again, and then knew more.
    const same = lists.filter(({ asked }) => lateMs > 0 || asked === lists[0]?.asked);
    const spans = loop === "usage" ? after.filter(({ path }) => path === "runs/stats") : [];
    return [...same.map((each) => this.#listTruth(loop, each)), ...spans.map((each) => this.#spanTruth(each))];
  }

  #listTruth(loop: string, { asked, at, from, to }: Answered): Values {
    return this.#once(`${loop} ${asked} ${at}`, () => {
      const truth = this.simulator.truth({ from, to, seenAt: at });
      return loop === "sessions" ? truth.sessions() : truth.usage().filter(({ metric }) => metric === "usage_traces");
    });
  }

  #spanTruth({ asked, at, from, to, project }: Answered): Values {
    return this.#once(`spans ${asked} ${at} ${project}`, () =>
      this.simulator
        .truth({ from, to, seenAt: at, projects: [project!] })
        .usage()
        .filter(({ metric }) => metric === "usage_spans"),
    );
  }

  #once(
    key: string,
    make: () => readonly { readonly metric: string; readonly labels: Point["labels"]; readonly value: number }[],
  ): Values {
    const known =
      this.#truths.get(key) ?? new Map(make().map(({ metric, labels, value }) => [keyOf(metric, labels), value]));
    this.#truths.set(key, known);
    return known;
  }

  #remember(url: URL, at: Instant, body: Uint8Array | undefined): void {
    const path = url.pathname.replace("/api/v1/", "");
    if (path === "sessions") {
      const asked = url.searchParams.get("stats_start_time")!;
      // A run that starts in the millisecond of the answer is in it.
      this.#answered.push({ path, at, asked, from: Date.parse(asked), to: at + 1, project: undefined });
      return;
    }
    const { session, start_time, end_time } = JSON.parse(new TextDecoder().decode(body)) as {
      readonly session: readonly string[];
      readonly start_time: string;
      readonly end_time: string;
    };
    const [from, to] = [Date.parse(start_time), Date.parse(end_time) + 1];
    this.#answered.push({ path, at, asked: `${start_time} ${end_time}`, from, to, project: session[0] });
  }
}

/** An hour or ten minutes, as far as clocks are apart. */
function isOf(loop: string, lookBackMs: number): boolean {
  return (loop === "sessions") === lookBackMs > 2_400_000;
}

/** Tiers are compared where a test is about them: a fault may take them away. */
function keyOf(metric: string, labels: Point["labels"]): string {
  const compared = Object.entries(labels).filter(([name]) => name !== "retention_tier");
  return `${metric} ${JSON.stringify(compared.toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
}

/** Costs are sums of nano-dollars on one side, and decimal texts on the other. */
function isEqual(truth: number | undefined, value: number): boolean {
  return truth !== undefined && Math.abs(truth - value) <= 1e-9 * Math.max(1, Math.abs(truth));
}
