import {
  BufferMemory,
  statusWatcher,
  TimedSuspicion,
  type Logger,
  type Memory,
  type Runtime,
} from "@genai-collector/component";
import type { Configuration, TelemetryConfig } from "@genai-collector/confmap";
import { collectorView } from "./collector-view.ts";
import { equipFrom } from "./component-kit.ts";
import { ExportMetrics } from "./counting/export-metrics.ts";
import { PipelineMetrics } from "./counting/pipeline-metrics.ts";
import type { Finding } from "./finding.ts";
import type { ConfiguredGraph } from "./graph/configured-graph.ts";
import { createExtensions } from "./graph/create-extensions.ts";
import { GraphBuilder, type Instance } from "./graph/graph-builder.ts";
import type { Plan } from "./graph/plan.ts";
import { BalanceWatch } from "./ledger/balance-watch.ts";
import { LedgerFile } from "./ledger/ledger-file.ts";
import { LedgerKeeper } from "./ledger/ledger-keeper.ts";
import { LedgerMetrics } from "./ledger/ledger-metrics.ts";
import { pagePath } from "./ledger/ledger-page.ts";
import { Ledger } from "./ledger/ledger.ts";
import { ExtensionHost } from "./lifecycle/extension-host.ts";
import { Lifecycle } from "./lifecycle/lifecycle.ts";
import { safeLogger } from "./logging/component-logger.ts";
import { LogSampler, type LogSampling } from "./logging/log-sampler.ts";
import { Beats, type Beat } from "./status/beats.ts";
import type { StatusChange } from "./status/component-status.ts";
import type { StatusBoard } from "./status/status-board.ts";
import { StatusWatchers } from "./status/status-watchers.ts";
import type { MetricRegistry } from "./telemetry/metric-registry.ts";
import { Pulse } from "./telemetry/pulse.ts";
import { PulseMetrics } from "./telemetry/pulse-metrics.ts";
import type { ProcessReader } from "./telemetry/process-metrics.ts";
import { SpanRecorder } from "./telemetry/span-recorder.ts";
import { Telemetry, type BuildInfo } from "./telemetry/telemetry.ts";
import { onlyWorker, type WorkerPlace } from "./workers/worker-place.ts";

/** What a service runs, and in which world. */
export interface ServiceOptions {
  /** Decoded and found good by the loader: references, IDs and values are. */
  readonly configuration: ConfiguredGraph & Pick<Configuration, "telemetry" | "shutdownTimeoutMs">;
  readonly runtime: Runtime;
  /** Where lines go; identity, redaction and sampling are put before it. */
  readonly logger: Logger;
  readonly build: BuildInfo;
  readonly readProcess: ProcessReader;
  /** The whole effective configuration in YAML, secrets left out. */
  readonly effectiveConfiguration: () => string;
  /** Absent: the only worker there is. */
  readonly place?: WorkerPlace | undefined;
  /**
   * How often the process looks whether it stands still, its clock was set, or a part is stuck, in milliseconds; a second
   * when absent. For worlds in which time costs something.
   */
  readonly pulseMs?: number | undefined;
  /** Standard output, for the console reader of the collector's own metrics. */
  readonly writeConsole: (text: string) => void;
}

/** Everything of one service, created and not started. */
export interface ServiceParts {
  readonly telemetry: Telemetry;
  readonly lifecycle: Lifecycle;
  /** Extensions that want to know how the collector is doing. */
  readonly watchers: StatusWatchers;
  /** Who promised to be heard of. */
  readonly beats: Beats;
  readonly pulse: Pulse;
  readonly ledger: LedgerKeeper;
  /** The service's own lines. */
  readonly logger: Logger;
  /** Its signal is every component's `lifetime`. */
  readonly lifetime: AbortController;
  /** What could not be created. */
  readonly findings: readonly Finding[];
}

/** Creates every component of a plan without errors, and what they share. */
export function createParts(
  options: ServiceOptions,
  plan: Plan,
  board: StatusBoard,
  onStatus: (instance: Instance, change: StatusChange) => void,
): ServiceParts {
  const { configuration, runtime } = options;
  const sampler = new LogSampler(runtime.clock, samplingOf(configuration.telemetry));
  const logger = safeLogger(options.logger, sampler);
  const telemetry = new Telemetry({ ...options, config: configuration.telemetry, logger });
  const { registry } = telemetry;
  const memory = new BufferMemory();
  const ledger = new Ledger();
  const lifetime = new AbortController();
  observe(registry, memory, plan);
  const spans = new SpanRecorder(runtime.clock);
  const place = options.place ?? onlyWorker;
  const tellBeat = options.place?.tellBeat;
  const beats = new Beats(runtime.clock);
  const onBeat = (beat: Beat): void => {
    beats.heard(beat);
    tellBeat?.(beat);
  };
  const { paths, pinned, perWorker } = plan;
  const equip = equipFrom({
    runtime,
    logger: options.logger,
    sampler,
    registry,
    memory,
    ledger,
    suspicion: new TimedSuspicion(runtime.clock),
    spans,
    lifetime: lifetime.signal,
    paths,
    pinned,
    perWorker,
    place,
    onStatus,
    onBeat,
  });
  const extensions = createExtensions(configuration, plan.extensions, equip);
  const measures = {
    metrics: new PipelineMetrics(registry),
    exportMetrics: new ExportMetrics(registry),
    spans,
    ledger,
  };
  const builder = new GraphBuilder(configuration, plan.shape, equip, measures, plan.settles);
  const graph = builder.build();
  const keeper = ledgerKeeper(options, ledger, registry, logger);
  const view = collectorView(plan, {
    build: options.build,
    startedAt: runtime.clock.now(),
    board,
    beats,
    configuration: options.effectiveConfiguration,
    spans: configuration.telemetry.traces.level === "none" ? undefined : spans,
    ledger: () => keeper.viewOfAll(),
  });
  const host = new ExtensionHost(extensions.provided, view);
  // The first worker stands for all: they start the same extensions.
  const said = place.index === 0 ? logger : { ...logger, info: logger.debug };
  const lifecycle = new Lifecycle({ extensions: extensions.nodes, graph, host, timers: runtime.timers, logger: said });
  const watchers = new StatusWatchers(host.extensions(statusWatcher), logger);
  const pulse = new Pulse({
    runtime,
    beats,
    metrics: new PulseMetrics(registry),
    logger,
    everyMs: options.pulseMs,
    tellAlive: (withinMs) => tellBeat?.({ kind: "worker", id: String(place.index), part: "event loop", withinMs }),
  });
  return {
    telemetry,
    lifecycle,
    watchers,
    beats,
    pulse,
    ledger: keeper,
    logger,
    lifetime,
    findings: [...extensions.findings, ...builder.findings],
  };
}

function ledgerKeeper(
  { configuration, runtime, place }: ServiceOptions,
  ledger: Ledger,
  registry: MetricRegistry,
  logger: Logger,
): LedgerKeeper {
  const { path } = configuration.telemetry.ledger;
  const index = place?.index ?? 0;
  const file = path && new LedgerFile({ path: pagePath(path, index), ledger, runtime, logger });
  const watch = new BalanceWatch({ ledger, metrics: new LedgerMetrics(registry, ledger), logger, runtime });
  return new LedgerKeeper({
    ledger,
    watch,
    file: file || undefined,
    clock: runtime.clock,
    readOthers: place?.readOtherLedgers,
  });
}

function samplingOf({ logs: { sampling } }: TelemetryConfig): LogSampling {
  if (sampling === undefined) return { enabled: false, tickMs: 0, initial: 0, thereafter: 0 };
  return { enabled: true, tickMs: sampling.tick, initial: sampling.initial, thereafter: sampling.thereafter };
}

/** What the service knows of itself as a whole. */
function observe(registry: MetricRegistry, memory: Memory, { unguarded }: Plan): void {
  const held = registry.gauge({
    name: "otelcol_held_payload_bytes",
    unit: "By",
    doc: "Memory of the telemetry that components keep; a buffer that several hold counts once. [Alpha]",
  });
  registry.onCollect(() => held.with({}).set(memory.heldBytes));
  const pipelines = registry.gauge({
    name: "otelcol_unguarded_pipelines",
    unit: "{pipeline}",
    doc: "Pipelines that pushed data passes without a guard: content is not removed there. [Alpha]",
    combine: "max",
  });
  pipelines.with({}).set(unguarded.length);
}
