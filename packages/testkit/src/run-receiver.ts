import {
  checkpointStore,
  type Capability,
  type Component,
  type ComponentId,
  type Factory,
  type Host,
  type HttpRequest,
  type Instant,
  type Instruments,
  type LogRecord,
  type PathTraits,
  type PipelineOutput,
  type Provided,
  type ReceiverSpec,
  type Signal,
  type Span,
} from "@genai-collector/component";
import { decodeConfig } from "./decode-config.ts";
import type { Point } from "./flatten.ts";
import { createHost } from "./host.ts";
import { MemoryCheckpointStore } from "./memory-checkpoint-store.ts";
import { createOutputs } from "./outputs.ts";
import { Recorded } from "./recorded.ts";
import { createSettings } from "./settings.ts";
import { settling } from "./settling.ts";
import { LogsSink, MetricsSink, TracesSink } from "./sinks.ts";
import { jsonAnswer, type Answer } from "./network-answer.ts";
import { VirtualRuntime } from "./virtual-runtime.ts";
import { World } from "./world.ts";

/** What a vendor says that is more than a JSON value: headers, a broken connection, a body of another kind. */
export class VendorAnswer {
  readonly answer: Answer;

  constructor(answer: Answer) {
    this.answer = answer;
  }
}

export interface RunReceiverOptions {
  /** As in YAML. */
  readonly config: object;
  /**
   * The vendor's API, for every URL: gives the JSON value of a 200, a number for another status with an empty body, or
   * a `VendorAnswer`. `now` is the true time.
   */
  readonly vendor: (url: URL, now: Instant, request: HttpRequest) => unknown;
  /** How long after its end a bucket may still change; 0 when absent. */
  readonly settleMs?: number;
  /** The factory's type when absent. */
  readonly id?: ComponentId;
  /** Other extensions than the checkpoint store, which answers to every ID; made for each process. */
  readonly extensions?: ((runtime: VirtualRuntime) => Readonly<Record<ComponentId, readonly Provided[]>>) | undefined;
  readonly store?: MemoryCheckpointStore;
  readonly world?: World;
}

type AnyReceiver<C, I extends Instruments> = Factory<"receiver", ReceiverSpec<C, I>>;

/**
 * A receiver against a vendor of the test's making, in virtual time, its pipelines ending in sinks behind the product's
 * settle rules.
 */
export class ReceiverRun<C, I extends Instruments> {
  readonly world: World;
  readonly store: MemoryCheckpointStore;
  readonly recorded = new Recorded();
  readonly sinks = { traces: new TracesSink(), metrics: new MetricsSink(), logs: new LogsSink() };
  /** URLs that the vendor was asked for, in order. */
  readonly requests: string[] = [];
  readonly id: ComponentId;
  readonly config: C;
  readonly #factory: AnyReceiver<C, I>;
  readonly #options: RunReceiverOptions;
  #runtime: VirtualRuntime;
  #receiver: Component | undefined;
  #lifetime = new AbortController();

  constructor(factory: AnyReceiver<C, I>, options: RunReceiverOptions) {
    this.world = options.world ?? new World();
    this.store = options.store ?? new MemoryCheckpointStore();
    this.id = options.id ?? factory.type;
    this.config = decodeConfig(factory.config, options.config, `receivers::${this.id}`);
    this.#factory = factory;
    this.#options = options;
    this.#runtime = new VirtualRuntime(this.world, { tracing: true });
    this.world.route(/^https?:/, (request, now) => this.#vendor(request, now));
  }

  /** The process that it runs in; another one after `restart`. */
  get runtime(): VirtualRuntime {
    return this.#runtime;
  }

  /** Data points that arrived, in order. */
  get points(): Point[] {
    return this.sinks.metrics.points;
  }

  /** Log records that arrived, in order. */
  get records(): LogRecord[] {
    return this.sinks.logs.records;
  }

  /** Spans that arrived, in order. */
  get spans(): Span[] {
    return this.sinks.traces.spans;
  }

  /** The true time. */
  now(): Instant {
    return this.world.now;
  }

  advance(ms: number): Promise<void> {
    return this.world.advance(ms);
  }

  /** Creates the receiver. */
  create(): Component {
    const settings = createSettings<I>(this.id, this.#runtime, {
      recorded: this.recorded,
      paths: this.#paths(),
      lifetime: this.#lifetime.signal,
      instruments: this.#factory.instruments ?? {},
    });
    this.#receiver = this.#factory.create(settings, this.config, createOutputs(this.#heads()));
    return this.#receiver;
  }

  /** Creates the receiver and starts it. */
  async start(): Promise<void> {
    await this.world.until(this.create().start(this.#host()));
  }

  /** Shuts it down; what is not done within `graceMs` is given up. */
  async stop(graceMs = 10_000): Promise<void> {
    const { signal, cancel } = this.#runtime.timers.deadline(graceMs);
    await this.world.until(this.#receiver?.shutdown(signal) ?? Promise.resolve());
    cancel();
    this.#lifetime.abort(new Error("the collector has stopped"));
    this.#lifetime = new AbortController();
  }

  /** Kills the process without a word and starts another one over the same checkpoints. */
  async restart(): Promise<void> {
    this.#runtime.kill();
    this.#runtime = new VirtualRuntime(this.world, { tracing: true });
    this.#lifetime = new AbortController();
    await this.start();
  }

  async #vendor(request: HttpRequest, now: Instant): Promise<Answer> {
    this.requests.push(request.url);
    const value = await this.#options.vendor(new URL(request.url), now, request);
    if (value instanceof VendorAnswer) return value.answer;
    return typeof value === "number" ? { status: value } : jsonAnswer(value);
  }

  #signals(): Signal[] {
    const { traces, metrics, logs } = this.#factory.stability;
    return Object.entries({ traces, metrics, logs }).flatMap(([signal, stability]) =>
      stability === undefined ? [] : [signal as Signal],
    );
  }

  #heads(): { [S in Signal]?: PipelineOutput<S>[] } {
    const { settleMs = 0 } = this.#options;
    const signals = this.#signals();
    return {
      ...(signals.includes("traces") ? { traces: [settling(this.sinks.traces, settleMs)] } : {}),
      ...(signals.includes("metrics") ? { metrics: [settling(this.sinks.metrics, settleMs)] } : {}),
      ...(signals.includes("logs") ? { logs: [settling(this.sinks.logs, settleMs)] } : {}),
    };
  }

  #paths(): PathTraits[] {
    const loops = this.#factory.traits?.(this.config).loops;
    return this.#signals().map((signal) => ({
      pipeline: signal,
      signal,
      loops: (loops ?? []).filter((loop) => loop.signal === signal).map((loop) => ({ ...loop, receiver: this.id })),
      pushed: loops === undefined,
      settlesMs: this.#options.settleMs ?? 0,
      exporters: [],
    }));
  }

  #host(): Host {
    const host = createHost(this.#options.extensions?.(this.#runtime));
    return {
      ...host,
      extension: <T>(capability: Capability<T>, id: ComponentId): T =>
        capability.key === checkpointStore.key ? (this.store as T) : host.extension(capability, id),
    };
  }
}

/** Starts a receiver as the program would, and hands back what a test looks at and turns. */
export async function runReceiver<C, I extends Instruments>(
  factory: AnyReceiver<C, I>,
  options: RunReceiverOptions,
): Promise<ReceiverRun<C, I>> {
  const run = new ReceiverRun(factory, options);
  await run.start();
  return run;
}
