import type { LogData, Logger } from "@genai-collector/component";
import { builtinFactories, buildInfo, ConfigurationLoader, type LoadedConfiguration } from "@genai-collector/collector";
import { createService, type Service } from "@genai-collector/service";
import { powerCut, VirtualRuntime, type World } from "@genai-collector/testkit";

/** One line of a collector's log. */
export interface LogLine {
  readonly at: number;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly data: LogData;
}

/** Decodes a configuration as the program does. Throws what the program would print. */
export async function configurationOf(yaml: string): Promise<LoadedConfiguration["configuration"]> {
  const loader = new ConfigurationLoader({
    env: {},
    files: { read: () => Promise.resolve(undefined) },
    builtin: builtinFactories,
    packageDoors: () => {
      throw new Error("simulations load no packages");
    },
    folder: "/",
  });
  return (await loader.load({ config: [`yaml:${yaml}`], set: [], components: [] })).configuration;
}

export interface SimulatedCollectorOptions {
  readonly world: World;
  readonly configuration: LoadedConfiguration["configuration"];
  /** How far its wall clock is ahead of the true time, in milliseconds. */
  readonly skewMs?: number;
}

/** The collector on one machine: started, killed, and started again over the same disk. */
export class SimulatedCollector {
  readonly log: LogLine[] = [];
  /** Processes so far. */
  lives = 0;
  /** Called when a process died inside a call that it made of the world. */
  onCrash: (() => void) | undefined;
  readonly #options: SimulatedCollectorOptions;
  #runtime: VirtualRuntime | undefined;
  #service: Service | undefined;

  constructor(options: SimulatedCollectorOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#runtime !== undefined && !this.#runtime.isDead;
  }

  /** Starts a process; resolves when everything has started, which takes virtual time. */
  async start(): Promise<void> {
    const { world, configuration, skewMs = 0 } = this.#options;
    const runtime = new VirtualRuntime(world, { skewMs });
    this.lives++;
    this.#runtime = runtime;
    runtime.onCrash = () => this.onCrash?.();
    const service = await createService({
      configuration,
      runtime,
      build: buildInfo,
      logger: this.#logger(),
      readProcess: () => ({ uptimeSeconds: 0, cpuSeconds: 0, rssBytes: 0, heapAllocBytes: 0, totalSysMemoryBytes: 0 }),
      writeConsole: () => undefined,
    });
    this.#service = service;
    await service.start();
  }

  /** Dies inside one of its next `calls` calls of the world. */
  crashIn(calls: number): void {
    if (this.#runtime !== undefined) this.#runtime.crashAt = this.#runtime.calls + calls;
  }

  /** SIGKILL. */
  kill(): void {
    this.#runtime?.kill();
  }

  /** The machine loses its power: what was not synced may be gone. */
  cutPower(): void {
    powerCut(this.#options.world);
  }

  /** SIGTERM: rejects where it did not stop in time. */
  async stop(): Promise<void> {
    await this.#service?.shutdown();
    this.#runtime?.kill();
  }

  /** What its processes left open; only of interest after `stop`. */
  leaks(): string[] {
    return this.#runtime?.leaks() ?? [];
  }

  #logger(): Logger {
    const { world } = this.#options;
    const write =
      (level: LogLine["level"]) =>
      (data: LogData, message: string): void => {
        if (level !== "debug") this.log.push({ at: world.now, level, message, data });
      };
    return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  }
}
