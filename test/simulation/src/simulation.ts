import { VirtualDynamo, VirtualKubernetes, World, type SeamCall } from "@genai-collector/testkit";
import { Ambush } from "./ambush.ts";
import { Books } from "./books.ts";
import { BudgetBook } from "./budget-book.ts";
import { FileSight, type CheckpointSight } from "./checkpoint-sight.ts";
import type { CollectorProcess } from "./collector-process.ts";
import { ConfigMapSight } from "./config-map-sight.ts";
import { configurationFile, queueFolder } from "./configuration-file.ts";
import type { CoordinationServers } from "./coordination-servers.ts";
import { Coverage } from "./coverage.ts";
import { Fleet } from "./fleet.ts";
import type { LaneLedger } from "./lane-ledger.ts";
import { LeadershipBooks, type Candidate } from "./leadership-books.ts";
import { loadConfiguration, type Configuration } from "./load-configuration.ts";
import { Machine } from "./machine.ts";
import type { OwnCounts } from "./own-counts.ts";
import type { Work } from "./phases.ts";
import { PushedSide } from "./pushed-side.ts";
import type { QueueLedger } from "./queue-ledger.ts";
import { setupsOf } from "./redeployment.ts";
import { exporterOf, hostsOf, usualSetup, type Setup } from "./setup.ts";
import { SimulatedPlatform } from "./simulated-platform.ts";
import { SimulatedSink, type Origin } from "./simulated-sink.ts";
import { usualMood, wellBehaved, type SinkFront } from "./sink-front.ts";
import { StepBalance } from "./step-balance.ts";
import { clockErrors, drawStory, skewOf, type Story, type StoryEvent } from "./story.ts";
import type { Aim, Trouble } from "./trouble.ts";
import { TableSight } from "./table-sight.ts";
import { Troubles } from "./troubles.ts";
import { Violations } from "./violations.ts";
import { Watch } from "./watch.ts";

const minute = 60_000;
const hour = 60 * minute;
const begin = Date.UTC(2026, 0, 5, 9, 30, 17);

/** A `Date` header tells whole seconds: so far off, a clock is not seen to be. */
const indistinctMs = 2_000;
/** Stories up to this length are packed densely, and need less peace. */
const shortHours = 3;
const leastEvents = 8;
const shortPeaceMs = 65 * minute;
/** A process that was stopped may for so long send what it had in its hands. */
const wakingMs = minute;

export interface SimulationOptions {
  readonly seed: number;
  readonly hours: number;
  /** What goes wrong; drawn from the seed when absent. */
  readonly story?: Story;
  /** Wins over the story's. */
  readonly setup?: Partial<Setup>;
  /** How many times as rare troubles are as in a usual story. */
  readonly rarer?: number;
  /** At least so many troubles. */
  readonly leastEvents?: number;
  /** Troubles that the story has to have. */
  readonly aims?: readonly Aim[];
  /** The numbers of the events that happen, from 1; absent: all. */
  readonly only?: readonly number[];
  /** Peace comes so early, in hours; absent: at the end of the story. */
  readonly until?: number;
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
  readonly fleet: Fleet;
  readonly violations: Violations;
  /** What struck, and when. */
  readonly coverage = new Coverage();
  readonly leadership: LeadershipBooks;
  readonly #options: SimulationOptions;
  readonly #books: Books;
  readonly #watch: Watch;
  readonly #troubles: Troubles;
  readonly #ambush = new Ambush();
  readonly #budgets: ReadonlyMap<string, BudgetBook>;
  #lives = 0;

  private constructor(options: SimulationOptions, parts: Parts) {
    const { world, setups, story } = parts;
    const [setup] = setups as readonly [Setup];
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
    this.#budgets = budgetsOf(setup, report);
    this.leadership = new LeadershipBooks({ after: (ms, run) => world.after(ms, run), report });
    const servers = { kubernetes: new VirtualKubernetes(world), dynamodb: new VirtualDynamo(world) };
    this.#books = new Books({
      world,
      setups,
      platforms: this.platforms,
      sight: this.#openSight(servers),
      unseenMs: clockErrors(story).unseenMs + indistinctMs,
      life: () => this.machine.life,
      generation: () => this.machine.generation,
      seen: (lane) => {
        if (setup.coordination !== "file") this.leadership.seen(lane);
      },
      report,
    });
    this.fleet = new Fleet(
      world,
      servers,
      hostsOf(setup).map((host, index) => this.#openMachine(host, index, parts, servers)),
    );
    this.sinks = setup.sinks.map((name) => this.#openSink(name));
    const life = (): number | undefined => (this.machine.isRunning ? this.machine.life : undefined);
    const isNetworkUnsure = (): boolean => this.#troubles.isNetworkUnsure;
    const wasStoppedSince = (at: number): boolean => this.machine.isStopped || this.machine.wokenAt >= at;
    const around = { life, wasStoppedSince, isNetworkUnsure, report };
    this.pushed = setup.pushed && new PushedSide(world, { setup: setup.pushed, ...around });
    if (story.hasChanceFaults) for (const front of this.#fronts) front.mood = usualMood;
    this.#watch = new Watch({ world, setup, story, books: this.#books, fleet: this.fleet, report });
    this.#troubles = this.#openTroubles(parts);
    const balance = new StepBalance({ isServing: setup.pushed !== undefined, report });
    world.onQuiet = () => balance.look(this.fleet.machines);
  }

  /** Builds the world; nothing runs in it yet. */
  static async open(options: SimulationOptions): Promise<Simulation> {
    const world = new World(begin, options.seed);
    const story = options.story ?? drawStory(world.random.fork("story"), options.hours * hour, withLeast(options));
    const events = story.events.filter((_, index) => options.only?.includes(index + 1) !== false);
    const setups = setupsOf({ ...usualSetup, ...story.setup, ...options.setup }, events);
    const configurations = await Promise.all(
      setups.map((setup) => loadConfiguration(configurationFile(setup), options.instead)),
    );
    return new Simulation(options, { world, story: { ...story, events }, setups, configurations });
  }

  /** The only machine, or the first. */
  get machine(): Machine {
    return this.fleet.machines[0]!;
  }

  /** The books of every lane. */
  get lanes(): readonly LaneLedger[] {
    return [...this.#books.lanes.values()];
  }

  /** What queues on disk had, and what came of it. */
  get queued(): readonly QueueLedger[] {
    return this.#books.queued;
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
    await this.world.advance((this.#options.until ?? this.#options.hours) * hour);
    await this.end(peaceMs);
  }

  /** Starts the collector, and everything that the story holds for it. */
  start(): void {
    for (const event of this.story.events) this.world.after(event.at, () => this.befall(event.trouble, event));
    this.#watch.begin();
    this.pushed?.application.begin();
    this.fleet.start();
  }

  /** No new troubles; what was held back is delivered, the collector stops, and the books are closed. */
  async end(peaceMs = this.#options.hours <= shortHours ? shortPeaceMs : 90 * minute): Promise<void> {
    this.tell("peace");
    this.#troubles.end();
    for (const front of this.#fronts) front.mood = wellBehaved;
    this.pushed?.application.end();
    await this.world.advance(peaceMs);
    this.#watch.lookAtLast();
    this.#watch.end();
    if (!this.fleet.isRunning) this.violations.report("alive", "collector", "does not run at the end");
    await this.fleet.stop(hour);
    this.#books.readStore();
    this.#books.close();
    this.pushed?.books.close();
  }

  /** Something goes wrong from now on, or as soon as a replica does what the event waits for. */
  befall(trouble: Trouble, where: Pick<StoryEvent, "replica" | "during"> = {}): void {
    this.#troubles.befall(trouble, where);
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
    const { points: told, perhaps } = sink.toldTo(this.machine.life);
    const isAtRest = counts.sum("otelcol_exporter_in_flight_requests", { exporter, data_type: "metrics" }) === 0;
    if (counted >= (isAtRest ? told : 0) && counted <= told + perhaps) return;
    const what = `${told} points were rejected, and perhaps ${perhaps} more, ${counted} were counted as failed`;
    this.violations.report("every gap is a number", exporter, what);
  }

  #openTroubles({ setups, configurations }: Parts): Troubles {
    return new Troubles({
      world: this.world,
      story: this.story,
      setups,
      configurations,
      platforms: this.platforms,
      fronts: this.#fronts,
      fleet: this.fleet,
      books: this.#books,
      leadership: this.leadership,
      watch: this.#watch,
      ambush: this.#ambush,
      coverage: this.coverage,
      tell: (what) => this.tell(what),
      report: this.violations.report,
    });
  }

  #openSight(servers: CoordinationServers): CheckpointSight {
    if (this.setup.coordination === "file") return new FileSight(this.world, "localhost");
    const written = (): void => this.#books.readStore();
    return this.setup.coordination === "kubernetes"
      ? new ConfigMapSight(servers.kubernetes, written)
      : new TableSight(servers.dynamodb, written);
  }

  #openMachine(host: string, index: number, { configurations }: Parts, servers: CoordinationServers): Machine {
    const isShared = this.setup.coordination !== "file";
    const prefix = this.setup.replicas === 1 ? "" : `${host}: `;
    const machine: Machine = new Machine({
      world: this.world,
      host,
      configuration: configurations[0]!,
      skewMs: skewOf(this.story, index),
      servers,
      nextLife: () => ++this.#lives,
      workOf,
      isDiskFailing: () => this.#books.isDiskFailing,
      turned: (phase) => this.#ambush.turned(machine, phase),
      diedIn: ({ call, when, phase }) => {
        if (call !== undefined) this.coverage.died(call, when);
        this.coverage.struck("crash", phase);
      },
      attempted: (attempt) => this.leadership.attempted(candidateOf(machine, this.world), attempt),
      answered: (answer) => {
        if (isShared) this.leadership.answered(answer);
      },
      led: (term) => {
        this.tell(`${prefix}leads ${term.source} in epoch ${term.epoch}`);
        this.leadership.led(candidateOf(machine, this.world), term);
      },
      logged: ({ message, data }) => {
        if (message.startsWith("The ledger does not balance"))
          this.violations.report("the ledger balances", host, JSON.stringify(data));
      },
      termEnded: (term) => this.leadership.ended(term),
      report: this.violations.report,
      tell: (what) => this.tell(`${prefix}${what}`),
      renamed: () => {
        if (!isShared) this.#books.readStore();
      },
      isUnusable: () => this.#troubles.isUnusable,
      ended: (process, isKilled) => this.#ended(process, isKilled),
    });
    machine.watch = (call) => this.#spent(machine, call);
    return machine;
  }

  /** A request to a platform, whichever replica sends it. */
  #spent({ life }: Machine, { name, target }: SeamCall): void {
    if (name === "http.request" && target !== undefined)
      this.#budgets.get(new URL(target).hostname)?.asked(life, this.world.now);
  }

  #openSink(name: string): SimulatedSink {
    return new SimulatedSink(this.world, {
      name,
      originOf: ({ host, isStray }) => this.#originOf(host, isStray),
      laneOf: (point, { generation, isLate }) => {
        const lane = this.#books.laneOf(point, name, generation);
        if (lane !== undefined) return lane;
        if (isLate) return this.#books.laneOfBefore(point, name, this.#books.generations - 1);
        // A queue on disk still has what was made before the last restart.
        return this.setup.queue.isDurable ? this.#books.laneOfBefore(point, name, generation) : undefined;
      },
      report: this.violations.report,
    });
  }

  #originOf(host: string, isStray: boolean): Origin {
    const machine = this.fleet.on(host)!;
    const isWaking = this.world.now - machine.wokenAt < wakingMs;
    const { life, generation } = machine;
    return { life, generation, isLate: isStray || isWaking, isUnsure: this.#troubles.isNetworkUnsure };
  }
}

/** What kind of work a call is part of, by what it is about. */
function workOf({ name, target = "" }: SeamCall): Work | undefined {
  if (name.startsWith("http.")) return target.includes(".portkey.example/") ? "polling" : "delivering";
  if (name.startsWith("compress.") || target.startsWith(queueFolder)) return "delivering";
  return name.startsWith("kubernetes.") || name.startsWith("dynamodb.") ? "coordinating" : undefined;
}

function candidateOf(machine: Machine, world: World): Candidate {
  const { host, life } = machine;
  const isExcused = (): boolean =>
    machine.life !== life || !machine.isRunning || machine.isStopped || world.now === machine.wokenAt;
  return { host, life, isExcused };
}

function budgetsOf({ workspaces, rateLimit }: Setup, report: Violations["report"]): ReadonlyMap<string, BudgetBook> {
  const book = (name: string): BudgetBook => new BudgetBook({ where: name, ...rateLimit, report });
  return new Map(workspaces.map(({ name }) => [`${name}.portkey.example`, book(name)]));
}

function withLeast(options: SimulationOptions): SimulationOptions {
  const { hours, rarer = 1 } = options;
  const isShort = hours >= 1 && hours <= shortHours && rarer === 1;
  return { ...options, leastEvents: options.leastEvents ?? (isShort ? leastEvents : 0) };
}

interface Parts {
  readonly world: World;
  readonly story: Story;
  /** What is deployed one after the other. */
  readonly setups: readonly Setup[];
  readonly configurations: readonly Configuration[];
}

function openPlatforms(options: SimulationOptions, { world, setups, story }: Parts): readonly SimulatedPlatform[] {
  const [setup] = setups as readonly [Setup];
  const { platformAheadMs: aheadMs, hasChanceFaults } = story;
  const platform = { ...options, setup, aheadMs, hasChanceFaults, delayMs: options.platformDelayMs };
  return setup.workspaces.map((workspace) => {
    const same = setups.flatMap(({ workspaces }) => workspaces.filter(({ name }) => name === workspace.name));
    return new SimulatedPlatform(world, workspace, [...new Set(same.map(({ prefix }) => prefix))], platform);
  });
}
