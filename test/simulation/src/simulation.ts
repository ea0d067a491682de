import { World } from "@genai-collector/testkit";
import { checkpointPath, configurationFile } from "./configuration-file.ts";
import { LaneLedger } from "./lane-ledger.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { Machine } from "./machine.ts";
import { scrape } from "./own-metrics.ts";
import type { ReceivedPoint } from "./received-points.ts";
import { savedLanes, type SavedLane } from "./saved-lanes.ts";
import { passesOf, pipelineOf, receiverOf, usualSetup, type Setup, type SimulatedWorkspace } from "./setup.ts";
import { SimulatedPlatform } from "./simulated-platform.ts";
import { SimulatedSink, usualMood, wellBehaved } from "./simulated-sink.ts";
import { drawStory, type Story, type Trouble } from "./story.ts";
import { Violations } from "./violations.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const begin = Date.UTC(2026, 0, 5, 9, 30, 17);

/** How often the books are looked at, beside each save. */
const lookEveryMs = 10 * minute;
/** How often its own page of metrics is read. */
const scrapeEveryMs = 30 * minute;
/** After the last trouble, for degraded lanes to wake up, and for retries and the backlog to be over. */
const recoveryMs = 45 * minute;
/** A lane that an answer without sense degraded waits for ten minutes; two of them in a row are bad luck. */
const usualDelayMs = 25 * minute;
/** Telemetry that components hold; the chain of these setups holds none beyond what is on its way. */
const mostHeldBytes = 1_048_576;
/** A `Date` header tells whole seconds: so far off, a clock is not seen to be. */
const indistinctMs = 2_000;

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
  readonly machine: Machine;
  readonly violations: Violations;
  /** By the name of the lane's receiver, pass and pipeline. */
  readonly lanes: ReadonlyMap<string, LaneLedger>;
  readonly #options: SimulationOptions;
  #troubledUntil = begin;
  #isOver = false;

  private constructor(options: SimulationOptions, parts: Parts) {
    const { world, setup, story } = ((this.#options = options), parts);
    this.world = world;
    this.setup = setup;
    this.story = story;
    this.violations = new Violations(
      () => world.now,
      ({ promise, where, what }) => this.tell(`BROKEN: ${promise} (${where}): ${what}`),
    );
    const platform = { ...options, setup, aheadMs: story.platformAheadMs, hasChanceFaults: story.hasChanceFaults };
    this.platforms = setup.workspaces.map(
      (workspace) => new SimulatedPlatform(world, workspace, { ...platform, delayMs: options.platformDelayMs }),
    );
    this.lanes = this.#openLanes();
    this.sinks = setup.sinks.map((name) => this.#openSink(name));
    this.machine = new Machine({
      world,
      configuration: parts.configuration,
      skewMs: story.skewMs,
      report: this.violations.report,
      tell: (what) => this.tell(what),
      renamed: () => this.#readFile(),
    });
  }

  /** Builds the world; nothing runs in it yet. */
  static async open(options: SimulationOptions): Promise<Simulation> {
    const world = new World(begin, options.seed);
    const story = options.story ?? drawStory(world.random.fork("story"), options.hours * hour, options.rarer);
    const setup = { ...usualSetup, ...story.setup, ...options.setup };
    const configuration = await loadConfiguration(configurationFile(setup), options.instead);
    return new Simulation(options, { world, story, setup, configuration });
  }

  tell(what: string): void {
    this.#options.tell?.(this.world.now, what);
  }

  /** The story from its beginning to its end, and then peace until everything can have been delivered. */
  async play(): Promise<void> {
    this.start();
    await this.world.advance(this.#options.hours * hour);
    await this.end();
  }

  /** Starts the collector, and everything that the story holds for it. */
  start(): void {
    for (const { at, trouble } of this.story.events) this.world.after(at, () => this.befall(trouble));
    this.#lookAgain();
    this.machine.start();
  }

  /** No new troubles; what was held back is delivered, the collector stops, and the books are closed. */
  async end(peaceMs = 90 * minute): Promise<void> {
    this.tell("peace");
    for (const sink of this.sinks) sink.mood = wellBehaved;
    await this.world.advance(peaceMs);
    this.#lookAtLags();
    if (!this.machine.isRunning) this.violations.report("alive", "collector", "does not run at the end");
    this.#isOver = true;
    await this.world.until(this.machine.stop(), hour);
    this.#readFile();
    for (const lane of this.lanes.values()) lane.close();
  }

  /** Something goes wrong from now on. */
  befall(trouble: Trouble): void {
    this.tell(describe(trouble));
    switch (trouble.kind) {
      case "crash":
        this.#troubled(30 * minute + trouble.aftermath.downMs);
        return this.machine.crash(trouble.plan, trouble.aftermath);
      case "restart":
        this.#troubled(minute + trouble.downMs);
        return void this.machine.restart(trouble.downMs);
      case "sink down":
        this.#troubled(trouble.forMs);
        return this.sinks[trouble.sink % this.sinks.length]!.outage(trouble.how, trouble.forMs);
      case "platform down":
        this.#troubled(trouble.forMs);
        for (const platform of this.platforms) platform.trouble(trouble.how, trouble.forMs, trouble.target);
        return;
      case "disk full":
        this.#troubled(trouble.forMs);
        return this.#fillDisk(trouble.forMs);
      case "late revision":
        return this.#revise();
    }
  }

  #troubled(forMs: number): void {
    this.#troubledUntil = Math.max(this.#troubledUntil, this.world.now + forMs);
  }

  #fillDisk(forMs: number): void {
    const repair = this.world.disk.fail({ call: "write", code: "ENOSPC" });
    this.world.after(forMs, repair);
  }

  /** A minute that everybody has delivered for good changes at the platform. */
  #revise(): void {
    const end = Math.min(...[...this.lanes.values()].map(({ durable }) => durable));
    if (end > begin) for (const platform of this.platforms) platform.reviseLate(end);
  }

  /** Reads the checkpoint file into the books. */
  #readFile(): void {
    const { disk } = this.world;
    const lanes = byName(savedLanes(disk.get(checkpointPath)));
    const durable = byName(savedLanes(disk.durable(checkpointPath)));
    for (const [name, ledger] of this.lanes) {
      const lane = lanes.get(name);
      if (lane === undefined) ledger.vanished();
      else ledger.saved(lane, durable.get(name)?.frontier.time ?? -Infinity, this.machine.lives);
    }
  }

  #lookAgain(): void {
    this.world.after(lookEveryMs, () => {
      if (this.#isOver) return;
      this.#readFile();
      this.#lookAtLags();
      if ((this.world.now - begin) % scrapeEveryMs === 0) void this.#lookAtMemory();
      this.#lookAgain();
    });
  }

  /** Some time after the last trouble, every lane is where it should be. */
  #lookAtLags(): void {
    const { now } = this.world;
    const quietSince = Math.max(this.#troubledUntil, this.machine.startedAt);
    if (now - quietSince < recoveryMs) return;
    const { settleMs, cadenceMs } = this.setup;
    const { skewMs, platformAheadMs } = this.story;
    const most = settleMs + 2 * cadenceMs + usualDelayMs + Math.abs(skewMs) + Math.abs(platformAheadMs);
    for (const { name, frontier } of this.lanes.values()) {
      if (frontier !== undefined && now - frontier <= most) continue;
      const where = frontier === undefined ? "nowhere" : `at ${new Date(frontier).toISOString()}`;
      this.violations.report(
        "up to date",
        name,
        `the frontier is ${where}, at most ${most / minute} min behind it may be`,
      );
    }
  }

  async #lookAtMemory(): Promise<void> {
    const held = (await scrape(this.world))?.sum("otelcol_held_payload_bytes") ?? 0;
    if (held > mostHeldBytes)
      this.violations.report("memory is bounded", "collector", `${held} bytes are held, more than ${mostHeldBytes}`);
  }

  #openLanes(): ReadonlyMap<string, LaneLedger> {
    const { setup, world, violations } = this;
    const { skewMs, platformAheadMs } = this.story;
    // What nobody can tell from the inside: both clocks ahead by the same.
    const unseenMs = Math.max(0, Math.min(skewMs, platformAheadMs)) + indistinctMs;
    const all = setup.sinks.flatMap((sink) =>
      this.platforms.flatMap((platform) =>
        passesOf(platform.workspace).map((pass) => {
          const name = laneName(receiverOf(setup, platform.workspace), pass, pipelineOf(setup, sink));
          const ledger = new LaneLedger({
            name,
            settlesMs: setup.settleMs - unseenMs,
            truthOf: (end) => platform.truthOf(pass, end),
            lacked: (key, since) => platform.lacked(key, since),
            now: () => world.now,
            report: violations.report,
          });
          return [name, ledger] as const;
        }),
      ),
    );
    return new Map(all);
  }

  #openSink(name: string): SimulatedSink {
    const { setup, world, violations } = this;
    const sink = new SimulatedSink(world, {
      name,
      laneOf: (point) => {
        const workspace = setup.workspaces.find(({ prefix }) => point.name.startsWith(`${prefix}_`));
        return workspace === undefined ? undefined : this.#laneOf(workspace, point, name);
      },
      life: () => this.machine.lives,
      report: violations.report,
    });
    if (this.story.hasChanceFaults) sink.mood = usualMood;
    return sink;
  }

  #laneOf(workspace: SimulatedWorkspace, { labels }: ReceivedPoint, sink: string): LaneLedger | undefined {
    const pass = labels["api_key_use_case"] ?? "";
    return this.lanes.get(laneName(receiverOf(this.setup, workspace), pass, pipelineOf(this.setup, sink)));
  }
}

interface Parts {
  readonly world: World;
  readonly story: Story;
  readonly setup: Setup;
  readonly configuration: Awaited<ReturnType<typeof loadConfiguration>>;
}

function byName(lanes: readonly SavedLane[]): ReadonlyMap<string, SavedLane> {
  return new Map(lanes.map((lane) => [laneName(lane.receiver, lane.pass, lane.pipeline), lane]));
}

function laneName(receiver: string, pass: string, pipeline: string): string {
  return `${receiver} ${pass === "" ? "" : `${pass} `}→ ${pipeline}`;
}

function describe({ kind, ...more }: Trouble): string {
  const details = Object.values(more).map((value) =>
    typeof value === "object" ? Object.values(value).join(" ") : value,
  );
  return [kind, ...details].join(", ");
}
