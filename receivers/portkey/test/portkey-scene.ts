import type { Component, Frontier, Instant, LaneKey, PipelineOutput, Skipped } from "@genai-collector/component";
import { settleProcessorFactory } from "@genai-collector/processor-settle";
import {
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  MemoryCheckpointStore,
  MetricsSink,
  Recorded,
  VirtualRuntime,
  World,
  type Point,
} from "@genai-collector/testkit";
import { portkeyReceiverFactory, type PortkeyConfig } from "../src/index.ts";
import { ScriptedPortkey } from "./scripted-portkey.ts";

export const minute = 60_000;
/** Within a minute, so that nothing is aligned by luck. */
export const start = Date.UTC(2026, 1, 3, 9, 37, 20);

/** An instant of the day on which every scene plays, for example "09:27". */
export function at(time: string): Instant {
  return Date.parse(`2026-02-03T${time.length === 5 ? `${time}:00` : time}Z`);
}

/** The ends of whole minutes from one to the other, both included. */
export function ends(first: string, last: string): readonly Instant[] {
  return Array.from({ length: (at(last) - at(first)) / minute + 1 }, (_, index) => at(first) + index * minute);
}

/** A store that remembers every write. */
export class Checkpoints extends MemoryCheckpointStore {
  readonly saved: { readonly key: LaneKey; readonly to: Frontier; readonly skipped: readonly Skipped[] }[] = [];

  override async advance(
    key: LaneKey,
    to: Frontier,
    epoch: number,
    skipped: readonly Skipped[],
  ): ReturnType<MemoryCheckpointStore["advance"]> {
    const outcome = await super.advance(key, to, epoch, skipped);
    if (outcome === "saved") this.saved.push({ key, to, skipped });
    return outcome;
  }
}

export interface SceneOptions {
  readonly settleMs?: number;
  readonly start?: Instant;
  /** Over a polling of the requests graph alone. */
  readonly config?: object;
  readonly analytics?: object;
  /** Polls groups, and graphs only where `analytics` is there too. */
  readonly groups?: object;
}

function configOf({ config, analytics, groups }: SceneOptions): PortkeyConfig {
  const loops = {
    ...(groups === undefined || analytics !== undefined ? { analytics: { graphs: ["requests"], ...analytics } } : {}),
    ...(groups === undefined ? {} : { groups }),
  };
  return decodeConfig(portkeyReceiverFactory.config, { api_key: "pk-test", loops, ...config }, "receivers::portkey");
}

/** One process with one receiver. */
export interface Running {
  readonly runtime: VirtualRuntime;
  readonly receiver: Component;
}

/** A receiver, a settle and a sink in virtual time. Vendor, store, sink and what was recorded outlive the processes. */
export class PortkeyScene {
  readonly world: World;
  readonly vendor: ScriptedPortkey;
  readonly store = new Checkpoints();
  readonly sink = new MetricsSink();
  readonly recorded = new Recorded();
  readonly config: PortkeyConfig;
  readonly #settleMs: number;

  constructor(options: SceneOptions = {}) {
    this.world = new World(options.start ?? start);
    this.vendor = new ScriptedPortkey(this.world);
    this.config = configOf(options);
    this.#settleMs = options.settleMs ?? 10 * minute;
  }

  /** A scene whose receiver runs already. */
  static async running(options: SceneOptions = {}): Promise<PortkeyScene> {
    const scene = new PortkeyScene(options);
    await scene.start();
    return scene;
  }

  /** `aheadMs`: by how much its clock is ahead. */
  async start(host = "localhost", aheadMs = 0): Promise<Running> {
    const runtime = new VirtualRuntime(this.world, { host });
    runtime.skewMs = aheadMs;
    const receiver = this.create(runtime);
    await receiver.start(createHost({ file_checkpoint: this.store.provided }));
    return { runtime, receiver };
  }

  /** Creates the receiver, as the program would: throws what would stop the start. */
  create(runtime = new VirtualRuntime(this.world)): Component {
    const head = this.#settled(runtime);
    const path = { pipeline: head.pipeline, signal: "metrics" as const, loops: [], pushed: false, exporters: [] };
    const settings = createSettings<NonNullable<typeof portkeyReceiverFactory.instruments>>("portkey", runtime, {
      recorded: this.recorded,
      paths: [{ ...path, settlesMs: this.#settleMs }],
      instruments: portkeyReceiverFactory.instruments,
    });
    return portkeyReceiverFactory.create(settings, this.config, createOutputs({ metrics: [head] }));
  }

  /** Ends a process in an orderly way. */
  stop({ receiver }: Running): Promise<void> {
    return this.world.until(receiver.shutdown(new AbortController().signal));
  }

  advance(ms: number): Promise<void> {
    return this.world.advance(ms);
  }

  /** Lets the store hold a frontier, as an earlier process would have left it. */
  async standsAt(time: Instant, pass = ""): Promise<void> {
    await this.store.advance(this.lane(pass), { time }, 1, []);
  }

  lane(pass = "", loop = "analytics"): LaneKey {
    return { receiver: "portkey", loop, pass, pipeline: "metrics" };
  }

  /** Where a lane stands in the store. */
  async frontier(pass = "", loop = "analytics"): Promise<Instant | undefined> {
    return (await this.store.load(this.lane(pass, loop)))?.frontier.time;
  }

  /** Points that arrived, of one series where it is named without the prefix. */
  points(suffix?: string): readonly Point[] {
    return this.sink.points.filter(({ name }) => suffix === undefined || name === `portkey_api_${suffix}`);
  }

  /** The sum of an instrument of the receiver, for example `auth_errors`. */
  count(instrument: string): number {
    return this.recorded.count(`portkey.${instrument}`);
  }

  /** Buckets that changed, by when. */
  revisions(when: "before_settle" | "after_settle"): number {
    return this.recorded.count(`settle.revisions{when=${when}}`);
  }

  #settled(runtime: VirtualRuntime): PipelineOutput<"metrics"> {
    const settings = createSettings<NonNullable<typeof settleProcessorFactory.instruments>>("settle", runtime, {
      recorded: this.recorded,
      instruments: settleProcessorFactory.instruments,
    });
    const settle = settleProcessorFactory.createMetrics!(settings, { after: this.#settleMs }, this.sink);
    return { pipeline: this.sink.pipeline, consume: (payload, context) => settle.consume(payload, context) };
  }
}
