import { buildInfo } from "@genai-collector/collector";
import type { Logger } from "@genai-collector/component";
import { createService, type FatalReport, type Service, type ServiceStatus } from "@genai-collector/service";
import { VirtualRuntime, type Interception, type SeamCall, type World } from "@genai-collector/testkit";
import type { Configuration } from "./load-configuration.ts";
import { OwnCounts } from "./own-counts.ts";

export interface CollectorProcessOptions {
  readonly world: World;
  readonly configuration: Configuration;
  /** How far its wall clock is ahead of the true time, in milliseconds. */
  readonly skewMs: number;
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
  readonly #options: CollectorProcessOptions;
  #service: Service | undefined;

  constructor(options: CollectorProcessOptions) {
    this.#options = options;
    this.runtime = new VirtualRuntime(options.world, { skewMs: options.skewMs });
    this.runtime.onCrash = () => options.crashed();
    this.runtime.intercept = (call) => options.intercept(call);
  }

  get isAlive(): boolean {
    return !this.runtime.isDead;
  }

  /** How every component is doing. */
  get status(): ServiceStatus | undefined {
    return this.#service?.status();
  }

  /** What it has counted so far, dead or alive. */
  get counts(): OwnCounts {
    return new OwnCounts(this.#service?.readings() ?? []);
  }

  /** Resolves when everything has started, which takes virtual time; never, when it dies meanwhile. */
  async start(): Promise<void> {
    const { configuration, logger, fatal } = this.#options;
    const service = await createService({
      configuration,
      runtime: this.runtime,
      build: buildInfo,
      logger,
      readProcess: () => ({ uptimeSeconds: 0, cpuSeconds: 0, rssBytes: 0, heapAllocBytes: 0, totalSysMemoryBytes: 0 }),
      effectiveConfiguration: () => "",
      writeConsole: () => undefined,
    });
    this.#service = service;
    void service.fatal.then((report) => fatal(report));
    await service.start();
  }

  /** SIGTERM: resolves when it has stopped, with what it left open; rejects where something did not stop in time. */
  async stop(): Promise<readonly string[]> {
    await this.#service?.shutdown();
    const leaks = this.runtime.leaks();
    this.runtime.kill();
    return leaks;
  }
}
