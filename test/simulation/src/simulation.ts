import { VirtualDynamo, VirtualKubernetes, World, type SeamCall } from "@genai-collector/testkit";
import { Ambush } from "./ambush.ts";
import { Books } from "./books.ts";
import type { BudgetBook } from "./budget-book.ts";
import { FileSight, type CheckpointSight } from "./checkpoint-sight.ts";
import { candidateOf } from "./candidate-of.ts";
import type { CollectorProcess } from "./collector-process.ts";
import { compareGaps } from "./compare-gaps.ts";
import { ConfigMapSight } from "./config-map-sight.ts";
import { configurationFile } from "./configuration-file.ts";
import type { CoordinationServers } from "./coordination-servers.ts";
import { Coverage } from "./coverage.ts";
import { Fleet } from "./fleet.ts";
import type { LaneLedger } from "./lane-ledger.ts";
import { LeadershipBooks } from "./leadership-books.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { Machine } from "./machine.ts";
import { PushedSide } from "./pushed-side.ts";
import type { QueueLedger } from "./queue-ledger.ts";
import { setupsOf } from "./redeployment.ts";
import { exporterOf, hostsOf, usualSetup, type Setup } from "./setup.ts";
import type { SimulatedPlatform } from "./simulated-platform.ts";
import { budgetsOf, openPlatforms, type SimulatedParts } from "./simulated-parts.ts";
import { shortHours, withLeast, type SimulationOptions } from "./simulation-options.ts";
import { SimulatedSink, type Origin } from "./simulated-sink.ts";
import { usualMood, wellBehaved, type SinkFront } from "./sink-front.ts";
import { StepBalance } from "./step-balance.ts";
import { clockErrors, drawStory, skewOf, type Story, type StoryEvent } from "./story.ts";
import type { Trouble } from "./trouble.ts";
import { TableSight } from "./table-sight.ts";
import { Troubles } from "./troubles.ts";
import { Violations } from "./violations.ts";
import { Watch } from "./watch.ts";
import { workOf } from "./work-of.ts";

const minute = 60_000;
const hour = 60 * minute;
const begin = Date.UTC(2026, 0, 5, 9, 30, 17);

/** A `Date` header tells whole seconds: so far off, a clock is not seen to be. */
const indistinctMs = 2_000;
const shortPeaceMs = 65 * minute;
/** A process that was stopped may for so long send what it had in its hands. */
const wakingMs = minute;

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

  private constructor(options: SimulationOptions, parts: SimulatedParts) {
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
    if (!this.setup.queue.isDurable) return;
    for (const sink of this.sinks) {
      const ended = { exporter: exporterOf(this.setup, sink.name), counts, life: this.machine.life };
      compareGaps(sink, ended, this.violations.report);
    }
  }

  #openTroubles({ setups, configurations }: SimulatedParts): Troubles {
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

  #openMachine(host: string, index: number, { configurations }: SimulatedParts, servers: CoordinationServers): Machine {
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
      isHindered: () => this.#books.isDiskFailing || this.#troubles.isNetworkUnsure,
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
  #spent({ life, wokenAt }: Machine, { name, target }: SeamCall): void {
    if (name === "http.request" && target !== undefined)
      this.#budgets.get(new URL(target).hostname)?.asked({ life, wokenAt }, this.world.now);
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
