import { PortkeySimulator, type FaultKind } from "@genai-collector/simulator";
import type { Answer, World } from "@genai-collector/testkit";
import { apiKeyOf } from "./configuration-file.ts";
import { seriesKey } from "./received-points.ts";
import type { Setup, SimulatedWorkspace } from "./setup.ts";

const minute = 60_000;

/** What may go wrong with any one request, so rarely that a poll with its retries mostly outlives it. */
const usualFaultRates = {
  throttled: 0.003,
  server_error: 0.005,
  slow: 0.001,
  cut: 0.003,
  not_json: 0.001,
} as const;

export interface PlatformOptions {
  readonly seed: number;
  readonly setup: Setup;
  /** How far its clock is ahead of the true time, in milliseconds. */
  readonly aheadMs: number;
  /** Mean requests a minute that its users make. */
  readonly requestsPerMinute?: number | undefined;
  /** How long every answer takes, on top of the network's latency. */
  readonly delayMs?: number | undefined;
  /** The latest that a request shows after it was made. */
  readonly maxIngestionMs?: number | undefined;
  /** Whether answers go wrong by chance. */
  readonly hasChanceFaults: boolean;
}

/** A value that a sink must have at the end of a minute. */
export interface TruePoint {
  readonly key: string;
  readonly value: number;
}

/** After which answers values are missing for good: the receiver counts that, and goes on without them. */
export const losingFaults: ReadonlySet<FaultKind> = new Set(["missing_field", "null_field", "not_found"]);

/** The platform as one API key sees it: its answers, and the truth behind them. */
export class SimulatedPlatform {
  /** Of its workspace. */
  readonly name: string;
  readonly #prefixes: readonly string[];
  readonly #world: World;
  readonly #simulator: PortkeySimulator;
  readonly #metrics: ReadonlySet<string>;
  readonly #drifts: { readonly until: number; readonly target: string | undefined }[] = [];

  /** `prefixes`: of its metrics, in every configuration that is ever deployed. */
  constructor(world: World, workspace: SimulatedWorkspace, prefixes: readonly string[], options: PlatformOptions) {
    const { seed, setup, aheadMs } = options;
    this.name = workspace.name;
    this.#prefixes = prefixes;
    this.#world = world;
    this.#metrics = new Set(setup.graphs.map(metricOf));
    this.#simulator = new PortkeySimulator({
      seed,
      now: () => world.now,
      clockAheadMs: aheadMs,
      apiKey: apiKeyOf(workspace),
      workspaces: Object.fromEntries(setup.workspaces.map(({ name, keys }) => [name, keys])),
      visibleWorkspaces: [workspace.name],
      requestsPerMinute: options.requestsPerMinute ?? 4,
      maxIngestionMs: options.maxIngestionMs,
      faultRates: options.hasChanceFaults ? usualFaultRates : {},
      slowMs: 8_000,
    });
    world.route(`https://${workspace.name}.portkey.example/`, (request): Answer => {
      const { cutAfter, delayMs, ...answer } = this.#simulator.handle({ ...request, body: undefined });
      return { ...answer, delayMs: delayMs + (options.delayMs ?? 0), cutAfterBytes: cutAfter };
    });
  }

  /** Requests that it was asked so far. */
  get requests(): number {
    return this.#simulator.requests;
  }

  /** Lets something go wrong with every answer of the next `forMs`, or with those of one graph. */
  trouble(kind: FaultKind, forMs: number, target?: string): void {
    const { now } = this.#world;
    this.#simulator.script({ kind, from: now, to: now + forMs, target });
    if (losingFaults.has(kind)) this.#drifts.push({ until: now + forMs, target });
  }

  /** Whether answers lacked values of a series at some time since then; undefined: of any series. */
  lacked(key: string | undefined, since: number): boolean {
    return this.#drifts.some(({ until, target }) => until > since && (key === undefined || this.#isOf(key, target)));
  }

  /** One more request of the minute that ended at `end` shows from now on. */
  reviseLate(end: number): void {
    this.#simulator.reviseLate(end - minute, this.#world.now);
  }

  /** What the requests of the minute that ended at `end` add up to, in one pass. */
  truthOf({ prefix, useCases }: SimulatedWorkspace, pass: string, end: number): readonly TruePoint[] {
    const apiKeyIds = pass === "" ? undefined : useCases[pass];
    const labels = pass === "" ? {} : { api_key_use_case: pass };
    return this.#simulator
      .truth({ from: end - minute, to: end, apiKeyIds })
      .filter(({ metric }) => this.#metrics.has(metric))
      .map(({ metric, labels: own, value }) => ({
        key: seriesKey(`${prefix}_${metric}`, { ...own, ...labels }),
        value,
      }));
  }

  #isOf(key: string, target: string | undefined): boolean {
    if (target === undefined) return true;
    const metric = metricOf(target.replace("graphs/", ""));
    return this.#prefixes.some((prefix) => key.startsWith(`${prefix}_${metric}`));
  }
}

/** The metric that a graph becomes. */
function metricOf(graph: string): string {
  switch (graph) {
    case "cost":
      return "cost_usd";
    case "latency":
      return "latency_seconds";
    default:
      return graph;
  }
}
