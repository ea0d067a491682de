import { tryParseDuration } from "@genai-collector/config/schema";
import { PortkeySimulator, type TrueValue } from "@genai-collector/simulator";
import { World, type Answer } from "@genai-collector/testkit";
import { savedLanes } from "./checkpoint-file.ts";
import { checkpointPath, configurationFile, usualSetup, type SimulatedSetup } from "./configuration.ts";
import { configurationOf, SimulatedCollector } from "./simulated-collector.ts";
import { SimulatedSink } from "./simulated-sink.ts";
import { drawStory, type Story, type Trouble } from "./story.ts";
import { violationsOf, type Violation } from "./violations.ts";

const minute = 60_000;
const hour = 60 * minute;
const begin = Date.UTC(2026, 0, 5, 9, 30, 17);

export interface SimulationOptions {
  readonly seed: number;
  readonly hours: number;
  /** What goes wrong; drawn from the seed when absent. */
  readonly story?: Story;
  readonly setup?: Partial<SimulatedSetup>;
  /** Mean requests a minute at the platform. */
  readonly requestsPerMinute?: number;
  /** How many times as rare troubles are as in a usual story. */
  readonly rarer?: number;
  /** How long every answer of the platform takes. */
  readonly platformDelayMs?: number;
  /** Told what happens, for people. */
  readonly tell?: (at: number, what: string) => void;
}

export interface SimulationResult {
  readonly violations: readonly Violation[];
  /** Points that each sink must have, and what it took to deliver them. */
  readonly expected: number;
  readonly resent: number;
  readonly lives: number;
  readonly sinkRequests: number;
  readonly platformRequests: number;
}

/**
 * Runs a whole collector against a simulated platform and simulated sinks in virtual time, under a story of troubles,
 * then in peace until everything is delivered, and holds what the sinks have against the truth.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const simulation = await Simulation.open(options);
  await simulation.play();
  return simulation.judge();
}

/** One run. Open to tests that tell stories of their own. */
export class Simulation {
  readonly world: World;
  readonly sinks: readonly SimulatedSink[];
  readonly platform: PortkeySimulator;
  readonly collector: SimulatedCollector;
  readonly setup: SimulatedSetup;
  readonly story: Story;
  readonly #options: SimulationOptions;
  /** What minutes were before a late revision. */
  readonly #before = new Map<number, readonly TrueValue[]>();
  /** Where the lanes of each pipeline began. */
  readonly #starts = new Map<string, number>();

  private constructor(
    options: SimulationOptions,
    world: World,
    story: Story,
    setup: SimulatedSetup,
    collector: SimulatedCollector,
  ) {
    this.#options = options;
    this.world = world;
    this.story = story;
    this.setup = setup;
    this.collector = collector;
    this.sinks = setup.sinks.map((name) => new SimulatedSink(world, name));
    this.platform = new PortkeySimulator({
      seed: options.seed,
      now: () => world.now,
      clockAheadMs: story.platformAheadMs,
      apiKey: "pk-simulated",
      requestsPerMinute: options.requestsPerMinute ?? 4,
      faultRates: {
        throttled: 0.003,
        server_error: 0.005,
        slow: 0.001,
        cut: 0.003,
        not_json: 0.002,
      },
      slowMs: 8_000,
    });
    world.route("https://api.portkey.ai/", (request): Answer => {
      const { cutAfter, ...answer } = this.platform.handle({ ...request, body: undefined });
      return { ...answer, delayMs: answer.delayMs + (options.platformDelayMs ?? 0), cutAfterBytes: cutAfter };
    });
    collector.onCrash = () => this.tell("the collector died inside a call");
  }

  static async open(options: SimulationOptions): Promise<Simulation> {
    const world = new World(begin, options.seed);
    const story = options.story ?? drawStory(world.random.fork("story"), options.hours * hour, options.rarer);
    const setup = { ...usualSetup, ...story.setup, ...options.setup };
    const configuration = await configurationOf(configurationFile(setup));
    const collector = new SimulatedCollector({ world, configuration, skewMs: story.skewMs });
    const simulation = new Simulation(options, world, story, setup, collector);
    for (const sink of simulation.sinks) {
      sink.mood = { lost: 0.01, slow: 0.01, throttled: 0.01 };
      sink.settlesMs = settleMs(setup.settle) - clockErrorMs(story);
    }
    return simulation;
  }

  tell(what: string): void {
    this.#options.tell?.(this.world.now, what);
  }

  /** The story, and then peace until everything can have been delivered. */
  async play(): Promise<void> {
    await this.start();
    for (const trouble of this.story.troubles) {
      await this.until(begin + trouble.at);
      await this.#befall(trouble);
    }
    await this.until(begin + this.#options.hours * hour);
    await this.settleDown();
  }

  /** No new troubles: those that are on end by themselves, and what was held is delivered. */
  async settleDown(ms = 4 * hour): Promise<void> {
    this.tell("peace");
    for (const sink of this.sinks) sink.calm();
    if (!this.collector.isRunning) await this.start();
    await this.world.advance(ms);
  }

  async start(): Promise<void> {
    this.tell("the collector starts");
    // It may die, or wait for a disk, while it starts: the world goes on.
    this.collector.start().catch((error: unknown) => this.tell(`it did not start: ${String(error)}`));
    await this.#watchStart();
  }

  /** Ten seconds. A lane's starting point stands on the disk for as long as the first poll takes, and no longer. */
  async #watchStart(): Promise<void> {
    const end = this.world.now + 10_000;
    while (this.#starts.size < this.setup.sinks.length && this.world.now < end) {
      await this.world.advance(5);
      this.#rememberStarts();
    }
    await this.world.advance(Math.max(0, end - this.world.now));
  }

  /** Advances, and looks after the collector as often as an operator would. */
  async until(time: number): Promise<void> {
    while (this.world.now < time) {
      await this.world.advance(Math.min(10 * minute, time - this.world.now));
      // Whatever ended it: a machine starts it again.
      if (!this.collector.isRunning) await this.start();
    }
  }

  /** What is promised, and was not kept. */
  judge(): SimulationResult {
    const settled =
      this.world.now -
      20 * minute -
      Math.abs(this.story.skewMs) -
      Math.abs(this.story.platformAheadMs) -
      2 * 5 * minute;
    const violations: Violation[] = [];
    let expected = 0;
    for (const [index, sink] of this.sinks.entries()) {
      const pipeline = this.sinks.length === 1 ? "metrics" : `metrics/${sink.name}`;
      const lanes = savedLanes(this.world, checkpointPath).filter((lane) => lane.pipeline === pipeline);
      const from = this.#starts.get(pipeline);
      if (from === undefined) throw new Error(`nobody saw where ${pipeline} began`);
      const to = Math.min(...lanes.map(({ frontier }) => frontier.time));
      if (lanes.length === 0 || to < settled) {
        violations.push({
          promise: "up to date",
          sink: sink.name,
          what: `the frontier is at ${new Date(to).toISOString()}, now is ${new Date(this.world.now).toISOString()}`,
        });
      }
      const truth = this.#truth(from, to);
      if (index === 0) expected = truth.length;
      violations.push(
        ...violationsOf(sink, { from, to, truth, before: this.#before }, this.setup.graphs.includes("users")),
      );
    }
    if (!this.collector.isRunning) violations.push({ promise: "alive", sink: "", what: "the collector does not run" });
    return {
      violations,
      expected,
      resent: this.sinks.reduce((sum, sink) => sum + sink.resent, 0),
      lives: this.collector.lives,
      sinkRequests: this.sinks.reduce((sum, sink) => sum + sink.requests, 0),
      platformRequests: this.platform.requests,
    };
  }

  #truth(from: number, to: number): TrueValue[] {
    const wanted = new Set(this.setup.graphs.map((graph) => (graph === "cost" ? "cost_usd" : graph)));
    const of = (labels: Readonly<Record<string, string>>, apiKeyIds?: readonly string[]): TrueValue[] =>
      this.platform
        .truth({ from, to, apiKeyIds })
        .filter(({ metric }) => wanted.has(metric))
        .map((value) => ({ ...value, labels: { ...value.labels, ...labels } }));
    if (!this.setup.useCases) return of({});
    return [...of({ api_key_use_case: "chat" }, ["key-chat"]), ...of({ api_key_use_case: "batch" }, ["key-batch"])];
  }

  #rememberStarts(): void {
    for (const { pipeline, frontier } of savedLanes(this.world, checkpointPath))
      if (!this.#starts.has(pipeline)) this.#starts.set(pipeline, frontier.time);
  }

  async #befall(trouble: Trouble): Promise<void> {
    this.tell(describe(trouble));
    switch (trouble.kind) {
      case "crash":
        await this.#crash(trouble);
        break;
      case "sink down":
        this.sinks[trouble.sink % this.sinks.length]!.outage(trouble.how, trouble.forMs);
        break;
      case "platform down":
        this.platform.script({ kind: trouble.how, from: this.world.now, to: this.world.now + trouble.forMs });
        break;
      case "late revision":
        this.revise();
        break;
      case "disk full": {
        const repaired = this.world.disk.fail({ call: "write", code: "ENOSPC" });
        this.world.after(trouble.forMs, repaired);
        break;
      }
      case "restart":
        await this.#restart();
        break;
    }
  }

  /** A minute that everybody has delivered for good changes at the platform. */
  revise(): void {
    const lanes = savedLanes(this.world, checkpointPath);
    if (lanes.length === 0) return;
    const end = Math.min(...lanes.map(({ frontier }) => frontier.time));
    if (this.#before.has(end)) return;
    this.#before.set(end, this.#truth(end - minute, end));
    this.platform.reviseLate(end - minute, this.world.now);
  }

  async #crash({ calls, downMs, powerCut }: Extract<Trouble, { kind: "crash" }>): Promise<void> {
    this.collector.crashIn(calls);
    for (let waited = 0; this.collector.isRunning && waited < 20; waited++) await this.world.advance(minute);
    if (powerCut) this.collector.cutPower();
    else this.collector.kill();
    await this.world.advance(downMs);
    await this.start();
  }

  async #restart(): Promise<void> {
    if (this.collector.isRunning)
      await this.world.until(
        this.collector.stop().catch((error: unknown) => this.tell(String(error))),
        hour,
      );
    await this.start();
  }
}

function settleMs(settle: string): number {
  const ms = tryParseDuration(settle);
  if (ms === undefined) throw new Error(`expected a duration, found "${settle}"`);
  return ms;
}

/** How much too old data may look: no program can know that all the clocks that it sees are ahead. */
function clockErrorMs({ skewMs, platformAheadMs }: Story): number {
  return Math.max(0, Math.min(skewMs, platformAheadMs)) + 3_000;
}

function describe(trouble: Trouble): string {
  const { at: _at, kind, ...more } = trouble;
  const details = Object.entries(more).map(([key, value]) => `${key} ${value}`);
  return [kind, ...details].join(", ");
}
