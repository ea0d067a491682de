import type { LogData, Logger } from "@genai-collector/component";
import { errorMessage } from "@genai-collector/service";
import { powerCut, type Interception, type SeamCall } from "@genai-collector/testkit";
import { CollectorProcess } from "./collector-process.ts";
import { interceptorOf, type CrashPlan } from "./crash-plan.ts";
import type { Configuration } from "./load-configuration.ts";
import type { Aftermath, LogLine, MachineOptions } from "./machine-options.ts";
import type { Phase } from "./phases.ts";

/** A collector that does not start is started again after this time, as supervisors do it. */
const restartMs = 30_000;

/** A death that comes when `intercept` says so. */
interface PlannedDeath {
  readonly intercept: (call: SeamCall) => Interception;
  readonly aftermath: Aftermath;
}

/** Runs the collector and starts it again whenever it ended, over one disk. */
export class Machine {
  /** Everything but debug lines. */
  readonly log: LogLine[] = [];
  readonly host: string;
  /** Which of the configurations that are deployed one after the other the process has that runs. */
  generation = 0;
  /** Processes so far. */
  lives = 0;
  /** The number of the process that runs, or was the last one here. */
  life = 0;
  /** Names of the calls that its processes have made of the world. */
  readonly calls = new Set<string>();
  /** True time at which a process that was stopped went on. */
  wokenAt = -Infinity;
  /** Told of each call that the collector makes of the world, before it has its effect. */
  watch: ((call: SeamCall) => void) | undefined;
  readonly #options: MachineOptions;
  #process: CollectorProcess | undefined;
  /** Deaths that wait for their call, in the order in which they were planned. */
  readonly #plans = new Set<PlannedDeath>();
  /** Of the last death inside a call. */
  #aftermath: Aftermath = { downMs: 1_000, powerCut: false };
  #stopping: CollectorProcess | undefined;
  #stopped: Promise<void> | undefined;
  #skewMs: number;
  /** What the next process has. */
  #nextGeneration = 0;
  #configuration: Configuration;
  #clockRate = 1;
  #startedAt = Infinity;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.host = options.host ?? "localhost";
    this.#configuration = options.configuration;
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

  /** How many milliseconds its other clock counts in one of the world's. */
  set clockRate(rate: number) {
    this.#clockRate = rate;
    if (this.#process !== undefined) this.#process.runtime.clockRate = rate;
  }

  /** What its process is doing; undefined: there is none. */
  get phase(): Phase | undefined {
    return this.isRunning ? this.#process?.phases.current : undefined;
  }

  get isStopped(): boolean {
    return this.#process?.runtime.isStopped === true;
  }

  get process(): CollectorProcess | undefined {
    return this.#process;
  }

  /** Starts a process, where none runs. */
  start(): void {
    if (this.isRunning) return;
    const { world, report, tell } = this.#options;
    tell("the collector starts");
    this.#options.renamed(); // whatever the last one left
    this.lives++;
    this.life = this.#options.nextLife?.() ?? this.lives;
    this.#startedAt = world.now;
    this.generation = this.#nextGeneration;
    const process = this.#open();
    this.#process = process;
    process.start().catch((error: unknown) => {
      // Whoever stops it while it starts knows.
      if (!process.isAlive || this.#stopping === process) return;
      const what = `did not start: ${errorMessage(error)}`;
      if (this.#options.isUnusable()) this.#options.tell(what);
      else report("alive", this.host, what);
      process.runtime.kill();
      this.#options.ended(process, true);
      world.after(restartMs, () => this.start());
    });
    // It starts from the beginning, without a change that could be told.
    this.#options.turned?.("starting");
  }

  #open(): CollectorProcess {
    const { world, servers, report, workOf, turned, attempted, answered, led, termEnded } = this.#options;
    const process = new CollectorProcess({
      world,
      host: this.host,
      configuration: this.#configuration,
      skewMs: this.#skewMs,
      clockRate: this.#clockRate,
      servers,
      workOf: (call) => workOf?.(call),
      attempted: (attempt) => attempted?.(attempt),
      answered: (answer) => answered?.(answer),
      led: (term) => led?.(term),
      ended: (term) => termEnded?.(term),
      logger: this.#logger(),
      intercept: (call) => this.#intercept(call),
      crashed: () => this.#died("the collector died inside a call"),
      fatal: ({ error }) => report("alive", this.host, `a component gave it up: ${errorMessage(error)}`),
    });
    process.phases.changed = (phase) => {
      if (this.#process === process) turned?.(phase);
    };
    return process;
  }

  /**
   * Dies as planned. Where the plan does not come true, it is asked to end after half of `byMs`, so that it passes
   * through everything that it does then and at its start, and is killed at last.
   */
  crash(plan: CrashPlan, aftermath: Aftermath, byMs: number): void {
    if (!this.isRunning) return;
    const { world } = this.#options;
    const planned = { intercept: interceptorOf(plan), aftermath };
    this.#plans.add(planned);
    world.after(byMs / 2, () => {
      if (this.#plans.has(planned)) void this.restart(1_000);
    });
    world.after(byMs, () => {
      if (!this.#plans.delete(planned)) return;
      this.#options.diedIn?.({ call: undefined, when: plan.when, phase: this.phase });
      this.kill(aftermath);
    });
  }

  /** The next process has this configuration, the n-th that is deployed. */
  deploy(configuration: Configuration, generation: number): void {
    this.#configuration = configuration;
    this.#nextGeneration = generation;
  }

  /** None of the planned deaths comes any more. */
  disarm(): void {
    this.#plans.clear();
  }

  /** SIGSTOP, and SIGCONT after a while: `first` says whether timers or answers come first then. */
  freeze(forMs: number, first: "timers" | "answers", woken: () => void): void {
    const process = this.#process;
    if (process === undefined || !process.isAlive || process.runtime.isStopped) return;
    process.runtime.stop();
    this.#options.world.after(forMs, () => {
      if (!process.isAlive) return;
      this.#options.tell(`${this.host} goes on, ${first} first`);
      this.wokenAt = this.#options.world.now;
      process.runtime.goOn(first);
      woken();
    });
  }

  /** SIGKILL, or a power cut. */
  kill(aftermath: Aftermath = { downMs: 1_000, powerCut: false }): void {
    if (!this.isRunning) return;
    this.#process?.runtime.kill();
    this.#died("the collector is killed", aftermath);
  }

  /** SIGTERM, and a start `downMs` after it has ended. Resolves when it has; never, when it dies meanwhile. */
  async restart(downMs: number): Promise<void> {
    await this.stop();
    this.#options.world.after(downMs, () => this.start());
  }

  /** SIGTERM. Resolves when it has ended; a second one changes nothing. */
  async stop(): Promise<void> {
    const process = this.#process;
    if (process === undefined || !process.isAlive) return;
    if (this.#stopping !== process) {
      this.#stopping = process;
      this.#stopped = this.#stop(process);
    }
    await this.#stopped;
  }

  async #stop(process: CollectorProcess): Promise<void> {
    const { tell, report } = this.#options;
    tell("SIGTERM");
    const askedAt = this.#options.world.now;
    let isKilled = false;
    try {
      const leaks = await process.stop();
      if (leaks.length > 0) report("alive", this.host, `left open: ${leaks.join("; ")}`);
    } catch (error) {
      // Who was stopped meanwhile had not the time that it was given; whose disk or network fails says so.
      const what = `did not stop: ${errorMessage(error)}`;
      if (this.wokenAt >= askedAt || this.#options.isHindered?.() === true) tell(what);
      else report("alive", this.host, what);
      process.runtime.kill();
      isKilled = true;
    }
    this.#options.ended(process, isKilled);
  }

  #intercept(call: SeamCall): Interception {
    if (call.name === "files.syncFolder") this.#options.renamed();
    this.watch?.(call);
    this.calls.add(call.name);
    for (const planned of this.#plans) {
      const verdict = planned.intercept(call);
      if (verdict !== "die before" && verdict !== "die after") continue;
      this.#plans.delete(planned);
      this.#aftermath = planned.aftermath;
      const when = verdict === "die before" ? "before" : "after";
      this.#options.diedIn?.({ call: call.name, when, phase: this.#process!.phases.current });
      return verdict;
    }
    return undefined;
  }

  #died(how: string, aftermath = this.#aftermath): void {
    const { world, tell } = this.#options;
    const { downMs, powerCut: isDark, diskLost } = aftermath;
    tell(isDark ? `${how}, and the power goes` : how);
    if (isDark) powerCut(world, { host: this.host });
    this.#options.ended(this.#process!, true);
    if (diskLost === true) world.diskOf(this.host).wipe();
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
