import {
  checkpointStore,
  leaderElector,
  type CheckpointStore,
  type CollectorError,
  type Component,
  type Host,
  type Outputs,
  type Settings,
  type Term,
} from "@genai-collector/component";
import { openHttpClient } from "@genai-collector/config/http-client";
import { degradedMs } from "./cadence.ts";
import { leadWhenever } from "./leadership.ts";
import type { LaneOutput } from "./lane.ts";
import type { Loop } from "./loop.ts";
import type { LoopContext } from "./loop-context.ts";
import { LoopRunner } from "./loop-runner.ts";
import { LoopTelemetry } from "./loop-telemetry.ts";
import { PartHealth } from "./part-health.ts";
import { identityOf, type PollingConfig } from "./polling-config.ts";
import { knownSkipReasons, type PollingRecorders } from "./polling-instruments.ts";
import { RateLimiter } from "./rate-limiter.ts";
import type { Source } from "./source.ts";
import { SourceClient } from "./source-client.ts";
import { VendorClock } from "./vendor-clock.ts";

/** How long deliveries that were given up may take to notice. */
const abandonMs = 1_000;

/** Vendors' firewalls turn away the names of HTTP libraries. */
const userAgent = "genai-collector";

export interface PollingReceiverOptions {
  readonly settings: Settings;
  readonly recorders: PollingRecorders;
  readonly config: PollingConfig;
  readonly source: Source;
  readonly loops: readonly Loop[];
  readonly skipReasons: readonly string[];
  readonly outputs: Outputs;
}

/** The lifecycle of a receiver that is nothing but loops over one source. */
export class PollingReceiver implements Component {
  readonly #options: PollingReceiverOptions;
  readonly #health = new Map<string, PartHealth>();
  readonly #stop = new AbortController();
  readonly #giveUp = new AbortController();
  #http: ReturnType<typeof openHttpClient> | undefined;
  #running: Promise<void> | undefined;

  constructor(options: PollingReceiverOptions) {
    this.#options = options;
  }

  /** Finds its extensions and begins; whether the store or the vendor can be reached shows in the status. */
  async start(host: Host): Promise<void> {
    const { settings, config, recorders } = this.#options;
    const store = host.extension(checkpointStore, config.checkpoint);
    const elector =
      config.leader_elector === undefined ? undefined : host.extension(leaderElector, config.leader_elector);
    recorders.leading.record(0);
    this.#warnOfBudget();
    const contexts = this.#contexts();
    this.#running = leadWhenever({
      receiver: settings.id,
      store,
      elector,
      timers: settings.runtime.timers,
      clock: settings.runtime.clock,
      health: this.#part("leadership"),
      stop: this.#stop.signal,
      lead: (term, fenced) => this.#lead(contexts, store, term, fenced),
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
    await this.#http?.close();
  }

  async #lead(
    contexts: readonly LoopContext[],
    store: CheckpointStore,
    term: Term,
    fenced: (error: CollectorError) => void,
  ): Promise<void> {
    const { recorders } = this.#options;
    recorders.leading.record(1);
    this.#part("leadership").succeeded();
    await Promise.all(contexts.map((context) => this.#keepRunning(context, store, term, fenced)));
    recorders.leading.record(0);
  }

  /** A bug in a loop's own machinery costs that loop ten minutes, and nothing else. */
  async #keepRunning(
    context: LoopContext,
    store: CheckpointStore,
    term: Term,
    fenced: (error: CollectorError) => void,
  ): Promise<void> {
    const { timers } = this.#options.settings.runtime;
    const over = timers.deadline(Infinity, term.signal, this.#stop.signal);
    const outputs = this.#outputsOf(context.loop);
    while (!over.signal.aborted) {
      try {
        await new LoopRunner({
          context,
          outputs,
          store,
          term,
          stop: this.#stop.signal,
          giveUp: this.#giveUp.signal,
          fenced,
        }).run();
      } catch (error) {
        context.health("loop").failed("permanent_error", error);
        await timers.sleep(degradedMs, over.signal).catch(() => undefined);
      }
    }
    over.cancel();
  }

  #outputsOf(loop: Loop): readonly LaneOutput[] {
    const { outputs } = this.#options;
    return loop.shape === "windowed" ? outputs.pipelines("logs") : outputs.pipelines("metrics");
  }

  #contexts(): readonly LoopContext[] {
    const { settings, config, loops, recorders, skipReasons } = this.#options;
    const clock = new VendorClock(settings.runtime.clock);
    const client = this.#openClient(clock);
    const reasons = new Set([...knownSkipReasons, ...skipReasons]);
    const identity = identityOf(config);
    return loops.map((loop) => ({
      settings,
      loop,
      client,
      clock,
      identity,
      telemetry: new LoopTelemetry(recorders, loop.name, reasons),
      health: (part) => this.#part(part),
    }));
  }

  #openClient(vendorClock: VendorClock): SourceClient {
    const { settings, config, source, recorders } = this.#options;
    const { clock, timers, random } = settings.runtime;
    const limit = { requestsPerSecond: config.rate_limit.requests_per_second, burst: config.rate_limit.burst };
    this.#http = openHttpClient(settings.runtime, config.http, { userAgent });
    return new SourceClient({
      source,
      http: this.#http,
      clock,
      timers,
      random,
      limiter: new RateLimiter(clock, timers, limit),
      elsewhere: new RateLimiter(clock, timers, limit),
      maxBodyBytes: config.http.max_response_body_size,
      recorders,
      vendorClock,
    });
  }

  /** The vendor's budget against what the loops ask of it: too little makes data late, and nothing else says why. */
  #warnOfBudget(): void {
    const { settings, config, loops } = this.#options;
    const needed = requestsPerSecond(loops);
    const allowed = config.rate_limit.requests_per_second;
    if (needed <= allowed) return;
    settings.logger.warn(
      { neededPerSecond: needed, allowedPerSecond: allowed },
      "The loops need more requests than rate_limit.requests_per_second allows: data will be late",
    );
  }

  #part(name: string): PartHealth {
    const known = this.#health.get(name);
    if (known !== undefined) return known;
    const { settings } = this.#options;
    const part = new PartHealth(
      {
        clock: settings.runtime.clock,
        logger: settings.logger,
        reportStatus: (status) => settings.reportStatus(status),
      },
      name,
    );
    this.#health.set(name, part);
    return part;
  }
}

/** Requests a second that the loops send when nothing is behind and nothing fails. */
export function requestsPerSecond(loops: readonly Loop[]): number {
  return loops.reduce(
    (sum, loop) => sum + ((loop.requestsPerPoll ?? 1) * (loop.passes?.length ?? 1) * 1_000) / loop.cadenceMs,
    0,
  );
}
