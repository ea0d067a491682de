import {
  CollectorError,
  type ComponentStatus,
  type LedgerAccount,
  type LedgerView,
  type LogData,
} from "@genai-collector/component";
import { formatFinding, isError, type Finding } from "./finding.ts";
import type { Instance } from "./graph/graph-builder.ts";
import type { Plan } from "./graph/plan.ts";
import type { LedgerReading } from "./ledger/ledger.ts";
import { ShutdownError, type StopFailure } from "./lifecycle/shutdown-error.ts";
import { errorMessage } from "./logging/error-fields.ts";
import { createParts, type ServiceOptions, type ServiceParts } from "./service-parts.ts";
import { componentStatus } from "./status/component-status-view.ts";
import type { Beat } from "./status/beats.ts";
import type { StatusChange } from "./status/component-status.ts";
import { readingsOf, type MetricReading } from "./workers/metric-reading.ts";
import { StatusBoard, type InstanceId, type ServiceStatus } from "./status/status-board.ts";

/** Of the shutdown time, what a start that is under way has to come to an end. */
const interruptPart = 1 / 10;
/** For the last export of the collector's own metrics, at most; of the shutdown time. */
const lastExportMs = 1_000;
const lastExportPart = 1 / 10;

/** A component reported `fatal_error`. */
export interface FatalReport {
  readonly instance: InstanceId;
  readonly error: unknown;
}

/** A configured collector, from its first component to its last line. `createService` makes it. */
export class Service {
  /** Resolves when a component reports `fatal_error`: the collector is to be stopped. Never rejects. */
  readonly fatal: Promise<FatalReport>;
  /** What the rules over the graph warn of; `start` logs it. */
  readonly warnings: readonly Finding[];
  /** What could not be created. */
  readonly errors: readonly Finding[];
  readonly #options: ServiceOptions;
  readonly #parts: ServiceParts;
  readonly #board = new StatusBoard();
  readonly #tellFatal: (report: FatalReport) => void;
  #starting: Promise<void> | undefined;
  #stopping: Promise<readonly StopFailure[]> | undefined;
  #isInterrupted = false;

  /** Creates every component of a plan without errors. Opens nothing. */
  constructor(options: ServiceOptions, plan: Plan) {
    const { promise, resolve } = Promise.withResolvers<FatalReport>();
    this.fatal = promise;
    this.#tellFatal = resolve;
    this.#options = options;
    this.#parts = createParts(options, plan, this.#board, (instance, change) => this.#statusChanged(instance, change));
    this.warnings = plan.findings.filter((finding) => !isError(finding));
    this.errors = this.#parts.findings;
  }

  /** Where the collector's own metrics are served. */
  get metricsEndpoints(): readonly string[] {
    return this.#parts.telemetry.endpoints;
  }

  /** Every metric that the collector may have, also where nothing was counted yet. */
  get metricNames(): readonly string[] {
    return this.#parts.telemetry.registry.names;
  }

  /** How every component is doing, and with them pipelines and the whole. */
  status(): ServiceStatus {
    return this.#board.status();
  }

  /** The worker's own metrics, for the first worker's page of all. */
  readings(): readonly MetricReading[] {
    return readingsOf(this.#parts.telemetry.registry.snapshot());
  }

  /**
   * The account of every item of this process, at an instant in which no component is in the middle of something: between
   * two turns of the event loop.
   */
  ledger(): LedgerView {
    return this.#parts.ledger.view();
  }

  /** Accounts of items that do not balance at such an instant: without the lanes, so that it may be asked often. */
  unbalanced(): readonly LedgerAccount[] {
    return this.#parts.ledger.unbalanced();
  }

  /** The ledger as plain data, for the first worker's page of all. */
  ledgerReading(): LedgerReading {
    return this.#parts.ledger.reading();
  }

  /** Changes whenever the worker counts something: as long as it does not, its readings need not be told again. */
  get counted(): number {
    return this.#parts.telemetry.registry.counted;
  }

  /** The first worker is told how a component is doing in another one. */
  otherStatus(worker: number, status: ComponentStatus): void {
    const { state, error, at, parts = [] } = status;
    this.#parts.watchers.changed(this.#board.changed(status, { state, cause: error, parts }, at, worker));
  }

  /** The first worker is told of a sign of life in another one. */
  otherBeat(worker: number, beat: Beat): void {
    this.#parts.beats.heard(beat, worker);
  }

  /** The first worker is told that another one has ended, and is being replaced. */
  otherEnded(worker: number): void {
    const now = this.#options.runtime.clock.now();
    const cause = `worker ${worker} has ended and is started again`;
    const change = { state: "recoverable_error", cause, parts: [] } as const;
    this.#parts.beats.forget(worker);
    for (const instance of this.#board.of(worker))
      this.#parts.watchers.changed(this.#board.changed(instance, change, now, worker));
  }

  /** Resolves when everything has started; else rejects, and nothing is left running. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /**
   * Stops everything within `shutdown_timeout`. Safe before `start`, during it, and twice. Rejects with a
   * `ShutdownError` when something did not stop cleanly.
   */
  async shutdown(): Promise<void> {
    this.#isInterrupted = true;
    await this.#startEnded();
    const failures = await this.#stop();
    if (failures.length > 0) throw new ShutdownError(failures);
  }

  async #start(): Promise<void> {
    const { logger, telemetry, pulse, lifecycle, watchers, ledger } = this.#parts;
    const { build } = this.#options;
    this.#say({ Version: build.version }, `Starting ${build.command}...`);
    for (const warning of this.warnings) logger.warn({ path: warning.path.join("::") }, formatFinding(warning));
    try {
      await telemetry.start();
      pulse.start();
      await ledger.open();
      await lifecycle.start(() => this.#isInterrupted);
    } catch (error) {
      for (const failure of await this.#stop()) logFailure(this.#parts, failure);
      throw error;
    }
    if (this.#isInterrupted) {
      throw new CollectorError("SERVICE_START_ABORTED", "stopped before everything had started", { kind: "retryable" });
    }
    ledger.begin();
    watchers.ready();
    this.#say({}, "Everything is ready. Begin running and processing data.");
  }

  /** Of several workers the supervisor says it, once for all. */
  #say(data: LogData, line: string): void {
    this.#parts.logger[this.#options.place === undefined ? "info" : "debug"](data, line);
  }

  /** Waits for a start that is under way, but not for ever: a component may hang in it. */
  async #startEnded(): Promise<void> {
    if (this.#starting === undefined) return;
    const { timers } = this.#options.runtime;
    const patience = timers.deadline(this.#options.configuration.shutdownTimeoutMs * interruptPart);
    const given = Promise.withResolvers<void>();
    patience.signal.addEventListener("abort", () => given.resolve(), { once: true });
    // How the start ended is for its caller to hear.
    await Promise.race([this.#starting.catch(() => undefined), given.promise]);
    patience.cancel();
  }

  #stop(): Promise<readonly StopFailure[]> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<readonly StopFailure[]> {
    const { lifecycle, lifetime, watchers, pulse, ledger } = this.#parts;
    const { timers } = this.#options.runtime;
    const totalMs = this.#options.configuration.shutdownTimeoutMs;
    const ended = new CollectorError("SERVICE_SHUTDOWN_ABORTED", "the collector has stopped", { kind: "retryable" });
    // What was built and never started goes without a word.
    const say = (line: string, data: LogData = {}): void =>
      this.#starting === undefined ? undefined : this.#say(data, line);
    say("Starting shutdown...");
    watchers.notReady();
    const forget = timers.after(totalMs, () => lifetime.abort(ended));
    const failures = await lifecycle.stop(totalMs);
    forget();
    lifetime.abort(ended);
    pulse.stop();
    const totals = await ledger.close();
    await this.#stopTelemetry(Math.min(lastExportMs, totalMs * lastExportPart));
    say("Shutdown complete.", { items: totals });
    return failures;
  }

  /** What it could not send is lost with the process; that is logged, and no reason to fail. */
  async #stopTelemetry(limitMs: number): Promise<void> {
    const { telemetry, logger } = this.#parts;
    const deadline = this.#options.runtime.timers.deadline(limitMs);
    try {
      await telemetry.shutdown(deadline.signal);
    } catch (error) {
      logger.warn({ error }, "Own telemetry did not stop cleanly");
    } finally {
      deadline.cancel();
    }
  }

  #statusChanged(instance: Instance, change: StatusChange): void {
    const now = this.#options.runtime.clock.now();
    this.#parts.watchers.changed(this.#board.changed(instance, change, now));
    const { state, cause: error, parts } = change;
    const told = componentStatus({ ...instance, state, error, parts, since: now });
    if (told !== undefined) this.#options.place?.tellStatus?.(told);
    if (change.reported !== "fatal_error") return;
    this.#parts.logger.error(
      { error: change.error, ...identity(instance) },
      "Asynchronous error received, terminating process",
    );
    this.#tellFatal({ instance, error: change.error });
  }
}

const identity = ({ id, kind }: InstanceId): object => ({
  "otelcol.component.id": id,
  "otelcol.component.kind": kind,
});

function logFailure({ logger }: ServiceParts, { instance, error }: StopFailure): void {
  logger.error({ error: errorMessage(error), ...identity(instance) }, "Component did not stop cleanly");
}
