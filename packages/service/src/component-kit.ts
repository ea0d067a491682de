import type {
  ComponentId,
  Instruments,
  Logger,
  Memory,
  PathTraits,
  PipelineId,
  Runtime,
  Settings,
  Signal,
  Stability,
  Status,
  Suspicion,
} from "@genai-collector/component";
import type { Pinned } from "./rules/pinned.ts";
import { placeOf } from "./workers/place-of.ts";
import type { AnyFactory } from "@genai-collector/confmap";
import type { Equip, Instance } from "./graph/graph-builder.ts";
import { componentLogger } from "./logging/component-logger.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { LogSampler } from "./logging/log-sampler.ts";
import type { Beat } from "./status/beats.ts";
import { ComponentStatus, type StatusChange } from "./status/component-status.ts";
import { StatusLog } from "./status/status-log.ts";
import { componentRecorders } from "./telemetry/component-recorders.ts";
import type { SpanRecorder } from "./telemetry/span-recorder.ts";
import type { MetricRegistry } from "./telemetry/metric-registry.ts";

/** What all components of one service share. */
export interface ComponentKit {
  readonly runtime: Runtime;
  /** Where lines go, before identity, redaction and sampling. */
  readonly logger: Logger;
  readonly sampler: LogSampler;
  readonly registry: MetricRegistry;
  readonly memory: Memory;
  readonly ledger: Ledger;
  readonly suspicion: Suspicion;
  /** Takes samples of what components run in spans, for extensions that show them. Spans are not exported. */
  readonly spans: SpanRecorder;
  readonly lifetime: AbortSignal;
  readonly paths: ReadonlyMap<PipelineId, PathTraits>;
  readonly pinned: Pinned;
  /** Extensions that run in every worker. */
  readonly perWorker: ReadonlySet<ComponentId>;
  readonly place: Settings["worker"];
  onStatus(instance: Instance, change: StatusChange): void;
  onBeat(beat: Beat): void;
}

/** Gives each instance its settings and its status. */
export function equipFrom(kit: ComponentKit): Equip {
  return (instance) => {
    const logger = loggerOf(kit, instance);
    logCreation(logger, instance.factory);
    const statusLog = new StatusLog(logger);
    const status = new ComponentStatus({
      changed: (change) => {
        // Of several workers, each of which fails in the same way, the supervisor tells it.
        if (change.hasFailed !== true || kit.place.count === 1) statusLog.changed(change);
        kit.onStatus(instance, change);
      },
      invalid: (from, { state, part }) => {
        const level = from === state ? "debug" : "warn";
        logger[level]({ from, to: state, ...(part === undefined ? {} : { part }) }, "Invalid transition");
      },
      now: () => kit.runtime.clock.now(),
    });
    return { settings: settingsOf(kit, instance, logger, status), status };
  };
}

function settingsOf(
  kit: ComponentKit,
  instance: Instance,
  logger: Logger,
  status: ComponentStatus,
): Settings<Instruments> {
  const { kind, id, factory, pipelines } = instance;
  const owner = { kind, id, type: factory.type, stability: capitalised(stabilityOf(factory)) };
  return {
    id,
    pipeline: instance.pipeline,
    logger,
    tracer: { span: (name, run) => kit.spans.span(`${kind}/${id}/${name}`, run) },
    instruments: componentRecorders(kit.registry, owner, factory.instruments ?? {}, (instrument, attribute) =>
      logger.error(
        { instrument, attribute },
        "A value that is not in the attribute's closed list is recorded as _OTHER",
      ),
    ),
    runtime: kit.runtime,
    memory: kit.memory,
    books: kit.ledger.books(instance),
    suspicion: kit.suspicion,
    lifetime: kit.lifetime,
    paths: pipelines.flatMap((pipeline) => kit.paths.get(pipeline) ?? []),
    worker: placeOf(kit, kit.place, instance),
    reportStatus: (given: Status) => status.report(given),
    beat: (part, withinMs) => kit.onBeat({ kind, id, part, withinMs: Number.isFinite(withinMs) ? withinMs : null }),
  };
}

function loggerOf(kit: ComponentKit, { id, kind, pipeline, pipelines }: Instance): Logger {
  const signals = new Set(pipelines.map((each): Signal | undefined => kit.paths.get(each)?.signal));
  const [signal] = signals.size === 1 ? [...signals] : [];
  return componentLogger(kit.logger, { id, kind, pipeline, signal }, kit.sampler);
}

/** As otelcol: what is not yet alpha, or no longer kept up, is said aloud. */
function logCreation(logger: Logger, factory: AnyFactory): void {
  const stability = stabilityOf(factory);
  const isUsual = stability === "alpha" || stability === "beta" || stability === "stable";
  logger[isUsual ? "debug" : "info"]({ stability }, `${capitalised(stability)} component`);
}

const grades: readonly Stability[] = ["unmaintained", "deprecated", "development", "alpha", "beta", "stable"];

/** The least of what the factory declares for its signals. */
function stabilityOf(factory: AnyFactory): Stability {
  const declared = Object.values(factory.stability);
  return grades.find((grade) => declared.includes(grade)) ?? "development";
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
