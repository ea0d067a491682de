import { World, type DiskCall } from "@genai-collector/testkit";
import { Books } from "./books.ts";
import { checkpointPath, configurationFile, shortMemoryBytes } from "./configuration-file.ts";
import type { LaneLedger } from "./lane-ledger.ts";
import type { CollectorProcess } from "./collector-process.ts";
import { loadConfiguration, type Configuration } from "./load-configuration.ts";
import { Machine } from "./machine.ts";
import type { OwnCounts } from "./own-counts.ts";
import { PushedSide } from "./pushed-side.ts";
import { exporterOf, hasDurableQueue, usualSetup, type Setup } from "./setup.ts";
import { SimulatedPlatform } from "./simulated-platform.ts";
import { SimulatedSink } from "./simulated-sink.ts";
import { usualMood, wellBehaved, type SinkFront } from "./sink-front.ts";
import { clockErrors, drawStory, type Story, type Trouble } from "./story.ts";
import { Violations } from "./violations.ts";
import { Watch } from "./watch.ts";

const minute = 60_000;
const hour = 60 * minute;
const begin = Date.UTC(2026, 0, 5, 9, 30, 17);

/** A `Date` header tells whole seconds: so far off, a clock is not seen to be. */
const indistinctMs = 2_000;
/** Calls without which nobody knows what the disk keeps. */
const certainty: ReadonlySet<DiskCall> = new Set(["open", "sync", "syncFolder"]);
/** A crash that waits for a call comes by then. */
const crashBy = 30 * minute;

export interface SimulationOptions {
  readonly seed: number;
  readonly hours: number;
  /** What goes wrong; drawn from the seed when absent. */
  readonly story?: Story;
  /** Wins over the story's. */
  readonly setup?: Partial<Setup>;
  /** How many times as rare troubles are as in a usual story. */
  readonly rarer?: number;
  /** Mean requests a minute at the platform. */
  readonly requestsPerMinute?: number;
  /** How long every answer of the platform takes, in milliseconds. */
  readonly platformDelayMs?: number;
  /** The latest that a request shows after it was made, in milliseconds. */
  readonly maxIngestionMs?: number;
  /** Factories that take the place of those with their type: broken ones, to see that it is found. */
  readonly instead?: readonly object[];
  /** Told what happens, for people. */
  readonly tell?: (at: number, what: string) => void;
}

/** One run of a whole collector in a world of its own. Open to tests that tell stories of their own. */
export class Simulation {
  readonly world: World;
  readonly setup: Setup;
  readonly story: Story;
  readonly platforms: readonly SimulatedPlatform[];
  readonly sinks: readonly SimulatedSink[];
  /** Where applications push. */
  readonly pushed: PushedSide | undefined;
  readonly machine: Machine;
  readonly violations: Violations;
  readonly #options: SimulationOptions;
  readonly #books: Books;
  readonly #watch: Watch;
  /** How many things keep a queue on disk from making sure of what it finds: without that it does not start. */
  #syncTroubles = 0;

  private constructor(options: SimulationOptions, parts: Parts) {
    const { world, setup, story, configuration } = parts;
    this.#options = options;
    this.world = world;
    this.setup = setup;
    this.story = story;
    this.violations = new Violations(
      () => world.now,
      ({ promise, where, what }) => this.tell(`BROKEN: ${promise} (${where}): ${what}`),
    );
    const { report } = this.violations;
    this.platforms = openPlatforms(options, parts);
    const unseenMs = clockErrors(story).unseenMs + indistinctMs;
    const books = (this.#books = new Books({
      world,
      setup,
      platforms: this.platforms,
      unseenMs,
      life: () => this.machine.lives,
      report,
    }));
    this.machine = new Machine({
      world,
      configuration,
      skewMs: story.skewMs,
      report,
      tell: (what) => this.tell(what),
      renamed: () => books.readDisk(),
      isUnusable: () => this.#syncTroubles > 0,
      ended: (process, isKilled) => this.#ended(process, isKilled),
    });
    this.sinks = setup.sinks.map((name) => this.#openSink(name));
    const life = (): number | undefined => (this.machine.isRunning ? this.machine.lives : undefined);
    this.pushed = setup.pushed && new PushedSide(world, setup.pushed, life, report);
    if (story.hasChanceFaults) for (const front of this.#fronts) front.mood = usualMood;
    this.#watch = new Watch({ world, setup, story, books, machine: this.machine, report });
  }

  /** Builds the world; nothing runs in it yet. */
  static async open(options: SimulationOptions): Promise<Simulation> {
    const world = new World(begin, options.seed);
    const story = options.story ?? drawStory(world.random.fork("story"), options.hours * hour, options.rarer);
    const setup = { ...usualSetup, ...story.setup, ...options.setup };
    const configuration = await loadConfiguration(configurationFile(setup), options.instead);
    return new Simulation(options, { world, story, setup, configuration });
  }

  /** The books of every lane. */
  get lanes(): readonly LaneLedger[] {
    return [...this.#books.lanes.values()];
  }

  get #fronts(): readonly SinkFront[] {
    const polled = this.sinks.map(({ front }) => front);
    return this.pushed === undefined ? polled : [...polled, this.pushed.sink.front];
  }

  tell(what: string): void {
    this.#options.tell?.(this.world.now, what);
  }

  /** The story from its beginning to its end, and then peace until everything can have been delivered. */
  async play(peaceMs?: number): Promise<void> {
    this.start();
    await this.world.advance(this.#options.hours * hour);
    await this.end(peaceMs);
  }

  /** Starts the collector, and everything that the story holds for it. */
  start(): void {
    for (const { at, trouble } of this.story.events) this.world.after(at, () => this.befall(trouble));
    this.#watch.begin();
    this.pushed?.application.begin();
    this.machine.start();
  }

  /** No new troubles; what was held back is delivered, the collector stops, and the books are closed. */
  async end(peaceMs = 90 * minute): Promise<void> {
    this.tell("peace");
    for (const front of this.#fronts) front.mood = wellBehaved;
    this.pushed?.application.end();
    await this.world.advance(peaceMs);
    this.#watch.look();
    this.#watch.end();
    if (!this.machine.isRunning) this.violations.report("alive", "collector", "does not run at the end");
    await this.world.until(this.machine.stop(), hour);
    this.#books.readDisk();
    this.#books.close();
    this.pushed?.books.close();
  }

  /** A process is no more: what it has counted is held against what happened. */
  #ended({ counts }: CollectorProcess, isKilled: boolean): void {
    this.#books.ended();
    this.pushed?.books.ended(counts, isKilled);
    if (this.setup.queue.isDurable) for (const sink of this.sinks) this.#compareGaps(sink, counts);
  }

  /** Behind a queue on disk, what a sink will never take is no gap of the checkpoint: the exporter counts it. */
  #compareGaps(sink: SimulatedSink, counts: OwnCounts): void {
    const exporter = exporterOf(this.setup, sink.name);
    const counted = counts.sum("otelcol_exporter_send_failed_metric_points", { exporter });
    const told = sink.toldTo(this.machine.lives);
    const isAtRest = counts.sum("otelcol_exporter_in_flight_requests", { exporter, data_type: "metrics" }) === 0;
    if (counted === told || (!isAtRest && counted < told)) return;
    const what = `${told} points were rejected, ${counted} were counted as failed`;
    this.violations.report("every gap is a number", exporter, what);
  }

  /** Something goes wrong from now on. */
  befall(trouble: Trouble): void {
    this.tell(describe(trouble));
    this.#watch.troubled(lengthOf(trouble));
    switch (trouble.kind) {
      case "crash":
        return this.machine.crash(trouble.plan, trouble.aftermath, crashBy);
      case "restart":
        return void this.machine.restart(trouble.downMs);
      case "sink down":
        return this.#fronts[trouble.sink % this.#fronts.length]!.outage(trouble.how, trouble.forMs);
      case "platform down":
        for (const platform of this.platforms) platform.trouble(trouble.how, trouble.forMs, trouble.target);
        return;
      case "disk fails":
        return this.#breakDisk(trouble);
      case "clock is set":
        return this.#setClock(trouble);
      case "late revision":
        return this.#revise();
      case "memory is short":
        return this.#takeMemory(trouble.forMs);
    }
  }

  /** Of the process that runs: the next one begins with its own. */
  #takeMemory(forMs: number): void {
    const memory = this.machine.process?.runtime.process;
    if (memory === undefined) return;
    const before = memory.use;
    memory.use = { ...before, heapUsedBytes: shortMemoryBytes };
    this.world.after(forMs, () => {
      memory.use = before;
    });
  }

  #breakDisk({ call, code, where, forMs }: Extract<Trouble, { kind: "disk fails" }>): void {
    const path = where === undefined ? {} : { path: new RegExp(`^${where}`) };
    this.#books.diskFails(forMs);
    const repair = this.world.disk.fail({ call, code, ...path });
    const isUnusable = hasDurableQueue(this.setup) && where !== checkpointPath && certainty.has(call);
    if (isUnusable) this.#syncTroubles++;
    this.world.after(forMs, () => {
      repair();
      if (isUnusable) this.#syncTroubles--;
    });
  }

  #setClock({ byMs, forMs }: Extract<Trouble, { kind: "clock is set" }>): void {
    this.machine.skewMs = this.story.skewMs + byMs;
    this.world.after(forMs, () => {
      this.machine.skewMs = this.story.skewMs;
    });
  }

  /** A minute that everybody has delivered for good changes at the platform. */
  #revise(): void {
    const end = this.#books.durable;
    if (end > begin) for (const platform of this.platforms) platform.reviseLate(end);
  }

  #openSink(name: string): SimulatedSink {
    return new SimulatedSink(this.world, {
      name,
      laneOf: (point) => this.#books.laneOf(point, name),
      life: () => this.machine.lives,
      report: this.violations.report,
    });
  }
}

interface Parts {
  readonly world: World;
  readonly story: Story;
  readonly setup: Setup;
  readonly configuration: Configuration;
}

function openPlatforms(options: SimulationOptions, { world, setup, story }: Parts): readonly SimulatedPlatform[] {
  const { platformAheadMs: aheadMs, hasChanceFaults } = story;
  const platform = { ...options, setup, aheadMs, hasChanceFaults, delayMs: options.platformDelayMs };
  return setup.workspaces.map((workspace) => new SimulatedPlatform(world, workspace, platform));
}

/** How long delays are to be forgiven for. */
function lengthOf(trouble: Trouble): number {
  switch (trouble.kind) {
    case "crash":
      return crashBy + trouble.aftermath.downMs;
    case "restart":
      return minute + trouble.downMs;
    case "late revision":
      return 0;
    default:
      return trouble.forMs;
  }
}

function describe({ kind, ...more }: Trouble): string {
  const details = Object.values(more).map((value) =>
    typeof value === "object" ? Object.values(value).join(" ") : value,
  );
  return [kind, ...details].join(", ");
}
