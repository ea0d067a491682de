import type { ComponentId, Settings } from "@genai-collector/component";
import type { Capabilities } from "./capabilities.ts";
import { FirstDeliveries } from "./first-deliveries.ts";
import type { LaneOutput } from "./lane.ts";
import type { Loop } from "./loop.ts";
import type { LaneHead, LoopContext } from "./loop-context.ts";
import { LoopTelemetry } from "./loop-telemetry.ts";
import { PartHealth } from "./part-health.ts";
import { identityOf, type PollingConfig } from "./polling-config.ts";
import { knownSkipReasons, type PollingRecorders } from "./polling-instruments.ts";
import { RateLimiter } from "./rate-limiter.ts";
import type { Source } from "./source.ts";
import { SourceClient, type SourceHttp } from "./source-client.ts";
import { VendorClock } from "./vendor-clock.ts";

export interface LoopContextsOptions {
  readonly settings: Settings;
  readonly settleMs: number;
  readonly recorders: PollingRecorders;
  readonly config: PollingConfig;
  readonly source: Source;
  readonly loops: readonly Loop[];
  readonly skipReasons: readonly string[];
  readonly http: SourceHttp;
  readonly health: (part: string) => PartHealth;
  readonly capabilities: Capabilities;
  /** The pipelines that take what the loop makes: at least one. */
  outputsOf(loop: Loop): readonly LaneOutput[];
}

/** What each loop needs, around the one client, clock and budget of their source. */
export function createLoopContexts(options: LoopContextsOptions): readonly LoopContext[] {
  const { settings, settleMs, recorders, config, loops, skipReasons, health, capabilities } = options;
  const clock = new VendorClock(settings.runtime.clock);
  const client = createClient(options, clock);
  const reasons = new Set([...knownSkipReasons, ...skipReasons]);
  const identity = identityOf(config);
  return loops.map((loop) => {
    const lanes = lanesOf(settings.id, loop, options.outputsOf(loop));
    return {
      settings,
      settleMs,
      loop,
      client,
      clock,
      identity,
      telemetry: new LoopTelemetry(recorders, loop.name, reasons, settings.runtime.clock),
      health,
      capabilities,
      lanes,
      firstDeliveries: new FirstDeliveries(lanes.length),
    };
  });
}

function lanesOf(receiver: ComponentId, loop: Loop, outputs: readonly LaneOutput[]): readonly LaneHead[] {
  return (loop.passes ?? [""]).flatMap((pass) =>
    outputs.map((output) => ({ key: { receiver, loop: loop.name, pass, pipeline: output.pipeline }, output })),
  );
}

function createClient(options: LoopContextsOptions, vendorClock: VendorClock): SourceClient {
  const { settings, recorders, config, source, http } = options;
  const { clock, timers, random } = settings.runtime;
  const limit = { requestsPerSecond: config.rate_limit.requests_per_second, burst: config.rate_limit.burst };
  return new SourceClient({
    source,
    http,
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

/** The health of each part of a component, made when it is first asked for. */
export function createHealth(settings: Settings): (part: string) => PartHealth {
  const parts = new Map<string, PartHealth>();
  const sink = {
    clock: settings.runtime.clock,
    logger: settings.logger,
    reportStatus: settings.reportStatus.bind(settings),
  };
  return (part) => {
    const known = parts.get(part) ?? new PartHealth(sink, part);
    parts.set(part, known);
    return known;
  };
}
