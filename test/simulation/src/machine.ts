import type { LogData, Logger } from "@genai-collector/component";
import { errorMessage } from "@genai-collector/service";
import { powerCut, type Interception, type SeamCall, type World } from "@genai-collector/testkit";
import { CollectorProcess } from "./collector-process.ts";
import { interceptorOf, type CrashPlan } from "./crash-plan.ts";
import type { Configuration } from "./load-configuration.ts";
import type { Report } from "./violations.ts";

/** A collector that does not start is started again after this time, as supervisors do it. */
const restartMs = 30_000;

/** One line of a collector's log. */
export interface LogLine {
  readonly at: number;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly data: LogData;
}

/** What happens once a collector is dead. */
export interface Aftermath {
  /** After how long it is started again. */
  readonly downMs: number;
  /** The machine loses its power: what was not synced may be gone. */
  readonly powerCut: boolean;
}

export interface MachineOptions {
  readonly world: World;
  readonly configuration: Configuration;
  /** How far its wall clock is ahead of the true time in the beginning, in milliseconds. */
  readonly skewMs: number;
  readonly report: Report<"alive">;
  /** Told what happens to the collector, for people. */
  tell(what: string): void;
  /** A name on the disk is about to be made durable: what programs see of it is new. */
  renamed(): void;
  /** Told of each line of its log, debug lines included. */
  logged?(line: LogLine): void;
  /** Whether the machine is in a state in which no collector can start. */
  isUnusable(): boolean;
  /** A process is no more. `isKilled`: it had no time to end what it did. */
  ended(process: CollectorProcess, isKilled: boolean): void;
}

/** Runs the collector and starts it again whenever it ended, over one disk. */
export class Machine {
  /** Everything but debug lines. */
  readonly log: LogLine[] = [];
  /** Processes so far. */
  lives = 0;
  /** Told of each call that the collector makes of the world, before it has its effect. */
  watch: ((call: SeamCall) => void) | undefined;
  readonly #options: MachineOptions;
  #process: CollectorProcess | undefined;
  #plan: { readonly intercept: (call: SeamCall) => Interception; readonly aftermath: Aftermath } | undefined;
  #stopping: CollectorProcess | undefined;
  #skewMs: number;
  #startedAt = Infinity;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#skewMs = options.skewMs;
  }

  get isRunning(): boolean {
    return this.#process?.isAlive === true;
  }

  /** True time at which the running process began; Infinity where none runs. */
  get startedAt(): number {
    return this.isRunning ? this.#startedAt : Infinity;
  }

  /** How far its wall clock is ahead of the true time, in milliseconds. */
  get skewMs(): number {
    return this.#skewMs;
  }

  set skewMs(skewMs: number) {
    this.#skewMs = skewMs;
    if (this.#process !== undefined) this.#process.runtime.skewMs = skewMs;
  }

  get process(): CollectorProcess | undefined {
    return this.#process;
  }

  /** Starts a process, where none runs. */
  start(): void {
    if (this.isRunning) return;
    const { world, configuration, report, tell } = this.#options;
    tell("the collector starts");
    this.#options.renamed(); // whatever the last one left
    this.lives++;
    this.#startedAt = world.now;
    this.#plan = undefined;
    const process = new CollectorProcess({
      world,
      configuration,
      skewMs: this.#skewMs,
      logger: this.#logger(),
      intercept: (call) => this.#intercept(call),
      crashed: () => this.#died("the collector died inside a call"),
      fatal: ({ error }) => report("alive", "collector", `a component gave it up: ${errorMessage(error)}`),
    });
    this.#process = process;
    process.start().catch((error: unknown) => {
      // Whoever stops it while it starts knows.
      if (!process.isAlive || this.#stopping === process) return;
      const what = `did not start: ${errorMessage(error)}`;
      if (this.#options.isUnusable()) this.#options.tell(what);
      else report("alive", "collector", what);
      process.runtime.kill();
      this.#options.ended(process, true);
      world.after(restartMs, () => this.start());
    });
  }

  /** Dies as planned, or after `byMs` where the plan does not come true. */
  crash(plan: CrashPlan, aftermath: Aftermath, byMs: number): void {
    const process = this.#process;
    if (process === undefined || !process.isAlive) return;
    this.#plan = { intercept: interceptorOf(plan), aftermath };
    this.#options.world.after(byMs, () => {
      if (this.#process === process && process.isAlive) this.kill(aftermath);
    });
  }

  /** SIGKILL, or a power cut. */
  kill(aftermath: Aftermath = { downMs: 1_000, powerCut: false }): void {
    if (!this.isRunning) return;
    this.#plan = { intercept: () => undefined, aftermath };
    this.#process?.runtime.kill();
    this.#died("the collector is killed");
  }

  /** SIGTERM, and a start `downMs` after it has ended. Resolves when it has; never, when it dies meanwhile. */
  async restart(downMs: number): Promise<void> {
    await this.stop();
    this.#options.world.after(downMs, () => this.start());
  }

  /** SIGTERM. Resolves when it has ended. */
  async stop(): Promise<void> {
    const { tell, report } = this.#options;
    const process = this.#process;
    if (process === undefined || !process.isAlive) return;
    tell("SIGTERM");
    this.#stopping = process;
    let isKilled = false;
    try {
      const leaks = await process.stop();
      if (leaks.length > 0) report("alive", "collector", `left open: ${leaks.join("; ")}`);
    } catch (error) {
      report("alive", "collector", `did not stop: ${errorMessage(error)}`);
      process.runtime.kill();
      isKilled = true;
    }
    this.#options.ended(process, isKilled);
  }

  #intercept(call: SeamCall): Interception {
    if (call.name === "files.syncFolder") this.#options.renamed();
    this.watch?.(call);
    return this.#plan?.intercept(call);
  }

  #died(how: string): void {
    const { world, tell } = this.#options;
    const { downMs, powerCut: isDark } = this.#plan?.aftermath ?? { downMs: 1_000, powerCut: false };
    tell(isDark ? `${how}, and the power goes` : how);
    if (isDark) powerCut(world);
    this.#options.ended(this.#process!, true);
    world.after(downMs, () => this.start());
  }

  #logger(): Logger {
    const { world } = this.#options;
    const write =
      (level: LogLine["level"]) =>
      (data: LogData, message: string): void => {
        const line = { at: world.now, level, message, data };
        this.#options.logged?.(line);
        if (level !== "debug") this.log.push(line);
      };
    return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  }
}
