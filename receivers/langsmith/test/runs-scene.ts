import type { Component, Frontier, Instant, LaneKey, LogRecord, Skipped } from "@genai-collector/component";
import { LangSmithSimulator, type LangSmithOptions } from "@genai-collector/simulator";
import {
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  LogsSink,
  MemoryCheckpointStore,
  Recorded,
  VirtualRuntime,
  World,
  type Answer,
} from "@genai-collector/testkit";
import { langsmithReceiverFactory, type LangsmithConfig } from "../src/index.ts";

export const minute = 60_000;
export const hour = 60 * minute;
/** A Tuesday, within a minute, so that nothing is aligned by luck. */
export const start = Date.UTC(2026, 2, 3, 9, 37, 20);

/** A store that remembers every write. */
export class Checkpoints extends MemoryCheckpointStore {
  /** Called before each, which waits for it. */
  beforeAdvance: () => Promise<void> | undefined = () => undefined;
  readonly saved: { readonly key: LaneKey; readonly to: Frontier; readonly skipped: readonly Skipped[] }[] = [];

  override async advance(
    key: LaneKey,
    to: Frontier,
    epoch: number,
    skipped: readonly Skipped[],
  ): ReturnType<MemoryCheckpointStore["advance"]> {
    await this.beforeAdvance();
    const outcome = await super.advance(key, to, epoch, skipped);
    if (outcome === "saved") this.saved.push({ key, to, skipped });
    return outcome;
  }
}

export interface RunsSceneOptions {
  readonly start?: Instant;
  /** Settings of the receiver, beside the loop's. */
  readonly config?: object;
  readonly runs?: object;
  /** Names of pipelines, each with a sink of its own. Default: `logs`. */
  readonly pipelines?: readonly string[];
}

/** Every project that the filter language can name. */
export const everyProject = 'neq(name, "__none__")';

/** The receiver with its loop `runs`, and sinks, in virtual time. Vendor, store and sinks outlive the processes. */
export class RunsScene {
  readonly world: World;
  readonly store = new Checkpoints();
  readonly sinks: ReadonlyMap<string, LogsSink>;
  readonly recorded = new Recorded();
  readonly config: LangsmithConfig;

  constructor(options: RunsSceneOptions = {}) {
    this.world = new World(options.start ?? start);
    this.sinks = new Map((options.pipelines ?? ["logs"]).map((name) => [name, new LogsSink(name)]));
    this.config = decodeConfig(
      langsmithReceiverFactory.config,
      {
        api_key: "lsv2_sk_test",
        rate_limit: { requests_per_second: 1_000, burst: 1_000 },
        ...options.config,
        loops: { runs: { session_filter: everyProject, ...options.runs } },
      },
      "receivers::langsmith",
    );
  }

  /** The same world with another configuration of the receiver. */
  reconfigured(options: RunsSceneOptions): RunsScene {
    const scene = new RunsScene(options);
    return Object.assign(scene, { world: this.world, store: this.store, sinks: this.sinks, recorded: this.recorded });
  }

  /** Lets a simulated platform answer. */
  simulate(options: Partial<LangSmithOptions> = {}): LangSmithSimulator {
    const simulator = new LangSmithSimulator({ seed: 7, now: () => this.world.now, budgets: [], ...options });
    this.world.route(/^https?:\/\/api\.smith\.langchain\.com\//, (request): Answer => {
      const { cutAfter, ...answer } = simulator.handle({ ...request, body: request.body?.[0] });
      return { ...answer, cutAfterBytes: cutAfter };
    });
    return simulator;
  }

  get sink(): LogsSink {
    return [...this.sinks.values()][0]!;
  }

  async start(host = "localhost"): Promise<{ readonly runtime: VirtualRuntime; readonly receiver: Component }> {
    const runtime = new VirtualRuntime(this.world, { host });
    const receiver = this.create(runtime);
    await receiver.start(createHost({ file_checkpoint: this.store.provided }));
    return { runtime, receiver };
  }

  /** Creates the receiver, as the program would. */
  create(runtime = new VirtualRuntime(this.world)): Component {
    const { loops } = langsmithReceiverFactory.traits!(this.config);
    const settings = createSettings<NonNullable<typeof langsmithReceiverFactory.instruments>>("langsmith", runtime, {
      recorded: this.recorded,
      paths: [...this.sinks.keys()].map((pipeline) => ({
        pipeline,
        signal: "logs",
        loops: (loops ?? []).map((loop) => ({ ...loop, receiver: "langsmith" })),
        pushed: false,
        exporters: [],
      })),
      instruments: langsmithReceiverFactory.instruments,
    });
    const logs = [...this.sinks.values()].map((sink) => ({
      pipeline: sink.pipeline,
      consume: (payload: Parameters<LogsSink["consume"]>[0], context: Parameters<LogsSink["consume"]>[1]) =>
        sink.consume(payload, context),
    }));
    return langsmithReceiverFactory.create(settings, this.config, createOutputs({ logs }));
  }

  stop(receiver: Component): Promise<void> {
    return this.world.until(receiver.shutdown(new AbortController().signal));
  }

  advance(ms: number): Promise<void> {
    return this.world.advance(ms);
  }

  lane(pipeline = "logs"): LaneKey {
    return { receiver: "langsmith", loop: "runs", pass: "", pipeline };
  }

  /** Lets the store hold a frontier, as an earlier process would have left it. */
  async standsAt(time: Instant, cursor?: string): Promise<void> {
    await this.store.advance(this.lane(), cursor === undefined ? { time } : { time, cursor }, 1, []);
  }

  async frontier(pipeline = "logs"): Promise<Frontier | undefined> {
    return (await this.store.load(this.lane(pipeline)))?.frontier;
  }

  /** Everything that was saved as skipped, by reason. */
  skipped(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { skipped } of this.store.saved)
      for (const { reason, items } of skipped) sums[reason] = (sums[reason] ?? 0) + (items ?? 1);
    return sums;
  }

  /** The sum of an instrument, for example `late_runs{certainty=late}`. */
  count(instrument: string): number {
    return this.recorded.count(`langsmith.${instrument}`);
  }
}

/** A record's attribute, as JavaScript has it. */
export function attribute(record: LogRecord, name: string): unknown {
  const value = record.attributes.find(({ key }) => key === name)?.value;
  if (value === undefined) return undefined;
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(({ stringValue }) => stringValue);
  return value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue;
}
