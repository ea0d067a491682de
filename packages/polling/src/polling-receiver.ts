import {
  checkpointStore,
  leaderElector,
  type CheckpointStore,
  type CollectorError,
  type Component,
  type Frontier,
  type Host,
  type LaneKey,
  type Outputs,
  type Settings,
  type Term,
} from "@genai-collector/component";
import { openHttpClient, type GuardedClient } from "@genai-collector/config/http-client";
import { degradedMs } from "./cadence.ts";
import { Capabilities } from "./capabilities.ts";
import type { CapabilityState } from "./capability-state.ts";
import type { LaneOutput } from "./lane.ts";
import { leadWhenever } from "./leadership.ts";
import type { Loop } from "./loop.ts";
import { expectedLagMs } from "./expected-lag.ts";
import { LoopBeat } from "./loop-beat.ts";
import type { LoopContext } from "./loop-context.ts";
import { createHealth, createLoopContexts } from "./loop-contexts.ts";
import { LoopRunner } from "./loop-runner.ts";
import { Orphans } from "./orphans.ts";
import type { PartHealth } from "./part-health.ts";
import type { PollingConfig } from "./polling-config.ts";
import type { PollingRecorders } from "./polling-instruments.ts";
import { reviewOrphans } from "./review-orphans.ts";
import type { Source } from "./source.ts";
import { tellLeaving } from "./tell-leaving.ts";
import { tellStanding } from "./tell-standing.ts";
import { watchLoops } from "./watch-loops.ts";

/** How long deliveries that were given up may take to notice. */
const abandonMs = 1_000;

/** Vendors' firewalls turn away the names of HTTP libraries. */
const userAgent = "genai-collector";

export interface PollingReceiverOptions {
  readonly settings: Settings;
  /** Longest that data waits in a pipeline of the receiver until it is settled. */
  readonly settleMs: number;
  readonly recorders: PollingRecorders;
  readonly config: PollingConfig;
  readonly source: Source;
  readonly loops: readonly Loop[];
  readonly skipReasons: readonly string[];
  readonly endpoints: readonly string[];
  readonly capabilityOf: ((error: unknown) => CapabilityState | undefined) | undefined;
  readonly outputs: Outputs;
}

/** What runs in a term. */
interface Running {
  readonly contexts: readonly LoopContext[];
  readonly store: CheckpointStore;
  readonly orphans: Orphans;
  readonly term: Term;
  fenced(error: CollectorError): void;
}

/** The lifecycle of a receiver that is nothing but loops over one source. */
export class PollingReceiver implements Component {
  readonly #options: PollingReceiverOptions;
  readonly #health: (part: string) => PartHealth;
  readonly #capabilities: Capabilities;
  readonly #stop = new AbortController();
  readonly #giveUp = new AbortController();
  #http: GuardedClient | undefined;
  #running: Promise<void> | undefined;
  /** Those of this term, by loop. */
  readonly #runners = new Map<string, LoopRunner>();
  #endBooks: () => void = () => undefined;

  constructor(options: PollingReceiverOptions) {
    this.#options = options;
    this.#health = createHealth(options.settings);
    this.#capabilities = createCapabilities(options);
  }

  /** Finds its extensions and begins; whether the store or the vendor can be reached shows in the status. */
  async start(host: Host): Promise<void> {
    const { settings, config, recorders } = this.#options;
    const store = host.extension(checkpointStore, config.checkpoint);
    const elector =
      config.leader_elector === undefined ? undefined : host.extension(leaderElector, config.leader_elector);
    recorders.leading.record(0);
    const loops = this.#options.loops.filter((loop) => this.#hasPipeline(loop));
    for (const loop of loops) tellLeaving(loop, settings.logger);
    const http = (this.#http = openHttpClient(settings.runtime, config.http, { userAgent }));
    const contexts = createLoopContexts({
      ...this.#options,
      loops,
      http,
      health: this.#health,
      capabilities: this.#capabilities,
      outputsOf: (loop) => this.#outputsOf(loop),
    });
    for (const { loop, telemetry, settleMs } of contexts) telemetry.expects(expectedLagMs(loop, settleMs));
    // Each is there to be seen before it has done anything, on a standby too.
    for (const { loop, health } of contexts) for (const part of partsOf(loop)) health(part);
    this.#endBooks = settings.books.lanes(() => [...this.#runners.values()].flatMap((runner) => runner.books()));
    void watchLoops({ settings, contexts, elector, runners: this.#runners, stop: this.#stop.signal });
    void tellStanding({
      receiver: settings.id,
      elector,
      timers: settings.runtime.timers,
      logger: settings.logger,
      health: this.#health("leadership"),
      stop: this.#stop.signal,
    });
    const orphans = this.#createOrphans(contexts, store);
    this.#running = leadWhenever({
      receiver: settings.id,
      store,
      elector,
      timers: settings.runtime.timers,
      clock: settings.runtime.clock,
      health: this.#health("leadership"),
      stop: this.#stop.signal,
      lead: (term, fenced) => this.#lead({ contexts, store, orphans, term, fenced }),
    });
  }

  /** Begins nothing more; what is on its way may be delivered and saved until `signal` fires. */
  async shutdown(signal: AbortSignal): Promise<void> {
    const { timers } = this.#options.settings.runtime;
    const abandoned = Promise.withResolvers<void>();
    let cancel = (): void => undefined;
    const giveUp = (): void => {
      this.#giveUp.abort(signal.reason);
      // A pipeline that does not heed its signal must not keep the process.
      cancel = timers.after(abandonMs, abandoned.resolve);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    this.#stop.abort(new Error("the collector stops"));
    await Promise.race([this.#running, abandoned.promise]);
    signal.removeEventListener("abort", giveUp);
    cancel();
    this.#endBooks();
    const http = this.#http;
    this.#http = undefined;
    await http?.close();
  }

  async #lead(running: Running): Promise<void> {
    const { recorders, settings } = this.#options;
    recorders.leading.record(1);
    this.#health("leadership").succeeded();
    const endReview = reviewOrphans(running.orphans, settings, recorders, running.term.signal);
    await Promise.all(running.contexts.map((context) => this.#keepRunning(context, running)));
    recorders.leading.record(0);
    endReview();
    this.#health("leadership").clear();
    this.#capabilities.clear();
  }

  /** A bug in a loop's own machinery costs that loop ten minutes, and nothing else. */
  async #keepRunning(context: LoopContext, { store, orphans, term, fenced }: Running): Promise<void> {
    const { timers } = this.#options.settings.runtime;
    const over = timers.deadline(Infinity, term.signal, this.#stop.signal);
    const beat = new LoopBeat(context.settings, context.loop);
    const { loop, firstDeliveries, settings } = context;
    firstDeliveries.begin(settings.runtime.clock.monotonic());
    const predecessor = (key: LaneKey): Promise<Frontier | undefined> => orphans.predecessorOf(key);
    const [stop, giveUp] = [this.#stop.signal, this.#giveUp.signal];
    while (!over.signal.aborted) {
      try {
        const runner = new LoopRunner({ context, beat, store, term, stop, giveUp, predecessor, fenced });
        this.#runners.set(loop.name, runner);
        await runner.run();
      } catch (error) {
        context.health(loop.name).failed("permanent_error", error);
        beat.waits();
        await timers.sleep(degradedMs, over.signal).catch(() => undefined);
      }
    }
    over.cancel();
    this.#runners.delete(loop.name);
    beat.ended();
    for (const part of partsOf(loop)) context.health(part).clear();
  }

  #createOrphans(contexts: readonly LoopContext[], store: CheckpointStore): Orphans {
    const { settings, config } = this.#options;
    return new Orphans({
      receiver: settings.id,
      store,
      owned: contexts.flatMap(({ lanes }) => lanes.map(({ key }) => key)),
      clock: settings.runtime.clock,
      logger: settings.logger,
      removeAfterMs: config.orphans.remove_after,
    });
  }

  /** A loop that nobody listens to is not run: the vendor's budget is dear. */
  #hasPipeline(loop: Loop): boolean {
    if (this.#outputsOf(loop).length > 0) return true;
    const { logger } = this.#options.settings;
    logger.warn({ loop: loop.name }, "No pipeline takes what this loop makes: it does not run");
    return false;
  }

  #outputsOf(loop: Loop): readonly LaneOutput[] {
    const { outputs } = this.#options;
    return loop.shape === "windowed" ? outputs.pipelines("logs") : outputs.pipelines("metrics");
  }
}

/** What of a loop has a health of its own, beside its lanes: each pass polls by itself. */
function partsOf({ name, passes }: Loop): readonly string[] {
  return [...new Set([name, ...(passes ?? []).map((pass) => (pass === "" ? name : `${name}/${pass}`))])];
}

function createCapabilities({ settings, recorders, endpoints, capabilityOf }: PollingReceiverOptions): Capabilities {
  return new Capabilities({
    clock: settings.runtime.clock,
    logger: settings.logger,
    endpoints,
    capabilityOf,
    reportStatus: (status) => settings.reportStatus(status),
    gauge: (value, endpoint, state) => recorders.capability.record(value, { endpoint, state }),
  });
}
