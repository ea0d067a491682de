import {
  checkpointStore,
  leaderElector,
  provide,
  type Component,
  type Instruments,
  type LeaderElector,
} from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import {
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  jsonAnswer,
  LogsSink,
  MetricsSink,
  Recorded,
  VirtualRuntime,
  World,
  type Answer,
} from "@genai-collector/testkit";
import { definePollingReceiver, pollingConfig, type CapabilityState, type Loop } from "../src/index.ts";
import { Checkpoints } from "./memory-store.ts";

export const vendorUrl = "https://api.acme.example";
export const start = Date.UTC(2026, 0, 1);

const config = map(pollingConfig);

export interface LoopSceneOptions<I extends Instruments> {
  readonly instruments?: I;
  readonly endpoints?: readonly string[];
  readonly capabilityOf?: (error: unknown) => CapabilityState | undefined;
  readonly config?: object;
  /** Our clock's, of the vendor's. */
  readonly aheadMs?: number;
  /** Names of pipelines for logs. */
  readonly logs?: readonly string[];
  readonly elector?: LeaderElector;
}

/** A vendor that answers `{}` to everything, a store, sinks, and a receiver of a few loops over them. */
export class LoopScene<I extends Instruments = {}> {
  readonly world = new World(start);
  readonly checkpoints = new Checkpoints();
  readonly recorded = new Recorded();
  readonly metrics = new MetricsSink();
  readonly logs: readonly LogsSink[];
  /** What the vendor was asked: path, and when. */
  readonly asked: { readonly path: string; readonly at: number }[] = [];
  /** In place of `{}`. */
  answer: (path: string) => Answer | undefined = () => undefined;
  readonly #loops: readonly Loop<I>[];
  readonly #options: LoopSceneOptions<I>;

  constructor(loops: readonly Loop<I>[], options: LoopSceneOptions<I> = {}) {
    this.#loops = loops;
    this.#options = options;
    this.logs = (options.logs ?? ["logs"]).map((name) => new LogsSink(name));
    this.world.route(vendorUrl, (request) => {
      const path = new URL(request.url).pathname;
      this.asked.push({ path, at: this.world.now });
      const headers = { date: new Date(this.world.now).toUTCString() };
      return this.answer(path) ?? jsonAnswer({}, { headers });
    });
  }

  get paths(): readonly string[] {
    return this.asked.map(({ path }) => path);
  }

  /** One process. */
  async start(): Promise<{ readonly runtime: VirtualRuntime; readonly receiver: Component }> {
    const { instruments, endpoints, capabilityOf, aheadMs = 0, elector } = this.#options;
    const factory = definePollingReceiver({
      type: "acme",
      stability: { metrics: "alpha", logs: "alpha" },
      config,
      ...(instruments === undefined ? {} : { instruments }),
      loopNames: this.#loops.map(({ name }) => name),
      skipReasons: ["broken_row"],
      ...(endpoints === undefined ? {} : { endpoints }),
      ...(capabilityOf === undefined ? {} : { capabilityOf }),
      source: () => ({ endpoint: vendorUrl }),
      loops: () => this.#loops,
    });
    const runtime = new VirtualRuntime(this.world);
    runtime.skewMs = aheadMs;
    const settings = createSettings("acme", runtime, { recorded: this.recorded, instruments: factory.instruments });
    const outputs = createOutputs({ metrics: [this.metrics], logs: this.logs });
    const decoded = decodeConfig(config, this.#options.config ?? {}, "receivers::acme");
    const receiver = factory.create(settings, decoded, outputs);
    const store = { file_checkpoint: [provide(checkpointStore, this.checkpoints.open(runtime))] };
    const leader = elector === undefined ? {} : { elector: [provide(leaderElector, elector)] };
    await receiver.start(createHost({ ...store, ...leader }));
    return { runtime, receiver };
  }
}
