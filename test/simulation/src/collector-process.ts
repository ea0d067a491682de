import { buildInfo } from "@genai-collector/collector";
import type { LedgerAccount, LedgerView, Logger } from "@genai-collector/component";
import { createService, type FatalReport, type Service, type ServiceStatus } from "@genai-collector/service";
import { VirtualRuntime, type Interception, type SeamCall, type World } from "@genai-collector/testkit";
import { ownCopy, type Configuration } from "./load-configuration.ts";
import { OwnCounts } from "./own-counts.ts";
import { ProcessPhases, type Work } from "./phases.ts";
import { attachView, type Answered, type Attempt, type BegunTerm } from "./process-view.ts";
import type { CoordinationServers } from "./coordination-servers.ts";

export interface CollectorProcessOptions {
  readonly world: World;
  readonly configuration: Configuration;
  /** The machine that it runs on. */
  readonly host: string;
  /** How far its wall clock is ahead of the true time, in milliseconds. */
  readonly skewMs: number;
  /** How many milliseconds its other clock counts in one of the world's. */
  readonly clockRate: number;
  readonly servers: CoordinationServers | undefined;
  /** What kind of work a call is part of, for what can be seen from outside. */
  workOf(call: SeamCall): Work | undefined;
  /** It began to save something. */
  attempted(attempt: Attempt): void;
  /** The store answered. */
  answered(answer: Answered): void;
  /** It leads from now on. */
  led(term: BegunTerm): void;
  /** What it led it leads no more. */
  ended(term: BegunTerm): void;
  readonly logger: Logger;
  /** Asked at each call that it makes of the world. */
  intercept(call: SeamCall): Interception;
  /** It died inside a call. */
  crashed(): void;
  /** A component gave the collector up. */
  fatal(report: FatalReport): void;
}

/** One life of the collector: the real service with the real components, in a virtual runtime. */
export class CollectorProcess {
  readonly runtime: VirtualRuntime;
  readonly phases = new ProcessPhases();
  readonly #options: CollectorProcessOptions;
  #service: Service | undefined;
  #answers = 0;

  constructor(options: CollectorProcessOptions) {
    this.#options = options;
    const { world, host, skewMs, clockRate, servers } = options;
    this.runtime = new VirtualRuntime(world, { host, skewMs, clockRate });
    this.runtime.onCrash = () => options.crashed();
    this.runtime.intercept = (call) => this.#intercept(call);
    this.runtime.onCallEnded = (call) => {
      this.#answers++;
      const work = call.name === "timers.fire" ? undefined : options.workOf(call);
      if (work !== undefined) this.phases.end(work);
    };
    if (servers === undefined) return;
    const { attempted, answered, led, ended } = options;
    attachView(this.runtime, { world, phases: this.phases, servers, attempted, answered, led, ended });
  }

  get isAlive(): boolean {
    return !this.runtime.isDead;
  }

  /** How every component is doing. */
  get status(): ServiceStatus | undefined {
    return this.#service?.status();
  }

  /** Calls of the world that are over. */
  get answers(): number {
    return this.#answers;
  }

  /** Changes whenever it does something by itself: a timer fires, a call of the world begins or is over. */
  get steps(): number {
    return this.runtime.fired + this.runtime.calls + this.#answers;
  }

  /** Accounts of items that do not balance. */
  get unbalanced(): readonly LedgerAccount[] {
    return this.#service?.unbalanced() ?? [];
  }

  /** What came in and what became of it, as its own ledger says; undefined: it has none yet. */
  get ledger(): LedgerView | undefined {
    return this.#service?.ledger();
  }

  /** What it has counted so far, dead or alive. */
  get counts(): OwnCounts {
    return new OwnCounts(this.#service?.readings() ?? []);
  }

  /** Resolves when everything has started, which takes virtual time; never, when it dies meanwhile. */
  async start(): Promise<void> {
    const { configuration, logger, fatal } = this.#options;
    const service = await createService({
      configuration: ownCopy(configuration),
      runtime: this.runtime,
      build: buildInfo,
      logger,
      // A day has many seconds, and each costs.
      pulseMs: 30_000,
      readProcess: () => ({ uptimeSeconds: 0, cpuSeconds: 0, rssBytes: 0, heapAllocBytes: 0, totalSysMemoryBytes: 0 }),
      effectiveConfiguration: () => "",
      writeConsole: () => undefined,
    });
    this.#service = service;
    void service.fatal.then((report) => fatal(report));
    await service.start();
    if (this.phases.current === "starting") this.phases.life = "running";
  }

  /** SIGTERM: resolves when it has stopped, with what it left open; rejects where something did not stop in time. */
  async stop(): Promise<readonly string[]> {
    await this.runtime.awake();
    this.phases.life = "stopping";
    await this.#service?.shutdown();
    const leaks = this.runtime.leaks();
    this.runtime.kill();
    return leaks;
  }

  /** A call that fails in its place is told to be over as well. */
  #intercept(call: SeamCall): Interception {
    const work = call.name === "timers.fire" ? undefined : this.#options.workOf(call);
    if (work !== undefined) this.phases.begin(work);
    return this.#options.intercept(call);
  }
}
