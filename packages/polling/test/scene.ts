import {
  checkpointStore,
  leaderElector,
  provide,
  type CheckpointStore,
  type Component,
  type LeaderElector,
  type PathTraits,
  type PipelineOutput,
} from "@genai-collector/component";
import { settleProcessorFactory } from "@genai-collector/processor-settle";
import {
  createHost,
  createOutputs,
  createSettings,
  Recorded,
  RecordedBooks,
  VirtualRuntime,
  World,
  type VirtualRuntimeOptions,
} from "@genai-collector/testkit";
import { acmeReceiverFactory } from "./acme-receiver.ts";
import { AcmeVendor } from "./acme-vendor.ts";
import { Checkpoints } from "./memory-store.ts";
import { SinkServer } from "./sink-server.ts";

export const minute = 60_000;
export const hour = 60 * minute;

export interface SceneOptions {
  readonly start?: number;
  readonly seed?: number;
  readonly settleMs?: number;
  readonly sinks?: readonly string[];
}

export interface StartOptions extends VirtualRuntimeOptions {
  readonly config?: object;
  readonly elector?: LeaderElector;
  /** In its place, for one that runs in the process. */
  readonly electorOf?: (runtime: VirtualRuntime, recorded: Recorded) => LeaderElector;
  /** In place of the shared one. */
  readonly store?: (runtime: VirtualRuntime) => CheckpointStore;
  /** In place of the sinks' own heads of metrics pipelines, behind settle. */
  readonly metrics?: readonly PipelineOutput<"metrics">[];
  /** Leaves settle out. */
  readonly unsettled?: boolean;
  /** The receiver's name, in place of `acme`. */
  readonly id?: string;
  /** Other names for the pipelines of the sinks: `metrics/a` becomes `metrics/<name>`. */
  readonly names?: Readonly<Record<string, string>>;
  /** The sinks that it has pipelines to, in place of all. */
  readonly sinks?: readonly string[];
  /** In place of the scene's. */
  readonly settleMs?: number;
}

/** One process with one receiver. */
export interface Running {
  readonly runtime: VirtualRuntime;
  readonly receiver: Component;
  readonly recorded: Recorded;
  /** What the receiver tells the ledger. */
  readonly books: RecordedBooks;
}

/** A vendor, a store and sinks that outlive the processes which are started between them. */
export class Scene {
  readonly world: World;
  readonly vendor: AcmeVendor;
  readonly checkpoints = new Checkpoints();
  readonly sinks: readonly SinkServer[];
  readonly settleMs: number;

  constructor({ start = Date.UTC(2026, 0, 1), seed = 1, settleMs = 10 * minute, sinks = ["a"] }: SceneOptions = {}) {
    this.world = new World(start, seed);
    this.vendor = new AcmeVendor(this.world);
    this.settleMs = settleMs;
    this.sinks = sinks.map((name) => new SinkServer(this.world, name));
  }

  /** The first sink. */
  get sink(): SinkServer {
    return this.sinks[0]!;
  }

  async start(options: StartOptions = {}): Promise<Running> {
    const runtime = new VirtualRuntime(this.world, options);
    const recorded = new Recorded();
    const books = new RecordedBooks();
    const { names = {}, settleMs = this.settleMs } = options;
    const sinks = this.sinks.filter(({ name }) => options.sinks?.includes(name) !== false);
    const heads = options.metrics ?? sinks.map((sink) => sink.open(runtime, "metrics", names[sink.name]));
    const settled = (head: PipelineOutput<"metrics">) => settledHead(head, runtime, recorded, settleMs);
    const metrics = options.unsettled === true ? heads : heads.map(settled);
    const logs = sinks.map((sink) => sink.open(runtime, "logs", names[sink.name]));
    const settings = createSettings(options.id ?? "acme", runtime, {
      recorded,
      books,
      paths: metrics.map(({ pipeline }) => pathOf(pipeline, settleMs)),
      instruments: acmeReceiverFactory.instruments,
    });
    const config = decodeConfig(options.config ?? {});
    const receiver = acmeReceiverFactory.create(settings, config, createOutputs({ metrics, logs }));
    const store = options.store?.(runtime) ?? this.checkpoints.open(runtime);
    const leader = options.electorOf?.(runtime, recorded) ?? options.elector;
    const elector = leader === undefined ? {} : { elector: [provide(leaderElector, leader)] };
    await receiver.start(createHost({ file_checkpoint: [provide(checkpointStore, store)], ...elector }));
    return { runtime, receiver, recorded, books };
  }

  /** Shuts down within a minute, and expects that nothing is left open. */
  async stop({ receiver }: Running): Promise<void> {
    const giveUp = new AbortController();
    this.world.after(minute, () => giveUp.abort(new Error("shutdown deadline")));
    await this.world.until(receiver.shutdown(giveUp.signal));
  }
}

function settledHead(
  next: PipelineOutput<"metrics">,
  runtime: VirtualRuntime,
  recorded: Recorded,
  settleMs: number,
): PipelineOutput<"metrics"> {
  const settings = createSettings<NonNullable<typeof settleProcessorFactory.instruments>>(
    `settle ${next.pipeline}`,
    runtime,
    { recorded, instruments: settleProcessorFactory.instruments },
  );
  const settle = settleProcessorFactory.createMetrics!(settings, { after: settleMs }, next);
  return { pipeline: next.pipeline, consume: (payload, context) => settle.consume(payload, context) };
}

function pathOf(pipeline: string, settlesMs: number): PathTraits {
  return { pipeline, signal: "metrics", loops: [], pushed: false, settlesMs, exporters: [] };
}

function decodeConfig(config: object): Parameters<typeof acmeReceiverFactory.create>[1] {
  return acmeReceiverFactory.config.decode(config, (path, message) => {
    throw new Error(`receivers::acme::${path}: ${message}`);
  });
}
