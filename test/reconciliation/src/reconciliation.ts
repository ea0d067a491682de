import {
  Machine,
  StepBalance,
  usualMood,
  Violations,
  wellBehaved,
  type CollectorProcess,
  type Configuration,
  type LogLine,
} from "@genai-collector/test-simulation";
import { World } from "@genai-collector/testkit";
import { Accounts } from "./accounts.ts";
import { Books, snapshotNames } from "./books.ts";
import { CollectingSink } from "./collecting-sink.ts";
import { loadShipped } from "./configuration.ts";
import { LaneFile } from "./lane-file.ts";
import { LangsmithSide } from "./langsmith-side.ts";
import { PortkeySide } from "./portkey-side.ts";
import type { Promised } from "./promises.ts";
import { usualSetup, type Setup } from "./setup.ts";
import { SnapshotBooks } from "./snapshot-books.ts";
import { describe, drawStory, failingPath, lengthOf, type Story, type Trouble } from "./story.ts";
import { told, Watch } from "./watch.ts";

const minute = 60_000;
const hour = 60 * minute;
const begin = Date.UTC(2026, 0, 5, 9, 30, 17);
/** A crash that waits for a call comes by then. */
const crashBy = 30 * minute;

export interface ReconciliationOptions {
  readonly seed: number;
  readonly hours: number;
  /** What goes wrong; drawn from the seed when absent. */
  readonly story?: Story | undefined;
  /** Wins over the story's. */
  readonly setup?: Partial<Setup> | undefined;
  /** How many times as rare troubles are as in a usual story. */
  readonly rarer?: number | undefined;
  /** Factories that take the place of those with their type: broken ones, to see that it is found. */
  readonly instead?: readonly object[] | undefined;
  /** Told what happens, for people. */
  readonly tell?: ((at: number, what: string) => void) | undefined;
}

/** One run of a whole collector against both platforms, in a world of its own. */
export class Reconciliation {
  readonly world: World;
  readonly setup: Setup;
  readonly story: Story;
  readonly portkey: PortkeySide;
  readonly langsmith: LangsmithSide;
  readonly sink: CollectingSink;
  readonly machine: Machine;
  readonly violations: Violations<Promised>;
  readonly lanes: LaneFile;
  readonly snapshots: ReadonlyMap<string, SnapshotBooks>;
  readonly books: Books;
  readonly accounts = new Accounts();
  readonly watch: Watch;
  readonly #options: ReconciliationOptions;

  private constructor(
    options: ReconciliationOptions,
    world: World,
    story: Story,
    setup: Setup,
    configuration: Configuration,
  ) {
    this.#options = options;
    this.world = world;
    this.story = story;
    this.setup = setup;
    this.violations = new Violations<Promised>(
      () => world.now,
      ({ promise, where, what }) => this.tell(`BROKEN: ${promise} (${where}): ${what}`),
    );
    const { report } = this.violations;
    const life = (): number => this.machine.lives;
    const platform = { seed: options.seed, world, setup, hasChanceFaults: story.hasChanceFaults, report, life };
    this.snapshots = new Map(snapshotNames(setup).map((name) => [name, this.#openSnapshot(name)]));
    this.portkey = new PortkeySide({ ...platform, groupOf: (path) => this.snapshots.get(path) });
    this.langsmith = new LangsmithSide({ ...platform, books: (loop) => this.snapshots.get(loop) });
    this.lanes = new LaneFile(world);
    const { portkey, langsmith, lanes, snapshots } = this;
    this.books = new Books({ world, setup, portkey, langsmith, lanes, snapshots, report, life });
    this.sink = new CollectingSink({ world, books: this.books, life, report });
    if (story.hasChanceFaults) this.sink.front.mood = usualMood;
    this.machine = new Machine({
      world,
      configuration,
      skewMs: setup.skewMs,
      report,
      tell: (what) => this.tell(what),
      logged: (line) => this.#logged(line),
      renamed: () => undefined,
      isUnusable: () => false,
      ended: (process) => this.#ended(process),
    });
    this.watch = new Watch({ world, setup, lanes, machine: this.machine, report });
    const balance = new StepBalance({ isServing: false, report });
    world.onQuiet = () => balance.look([this.machine]);
  }

  /** Builds the world; nothing runs in it yet. */
  static async open(options: ReconciliationOptions): Promise<Reconciliation> {
    const world = new World(begin, options.seed);
    const story = options.story ?? drawStory(world.random.fork("story"), options.hours * hour, options.rarer);
    const setup: Setup = { ...usualSetup, ...story.setup, ...options.setup };
    return new Reconciliation(options, world, story, setup, await loadShipped(setup, options.instead));
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

  start(): void {
    for (const { at, trouble } of this.story.events) this.world.after(at, () => this.befall(trouble));
    this.watch.begin();
    this.books.begin();
    this.machine.start();
  }

  /** No new troubles; what was held back is delivered, the collector stops, and the books are closed. */
  async end(peaceMs = 150 * minute): Promise<void> {
    this.tell("peace");
    this.sink.front.mood = wellBehaved;
    await this.world.advance(peaceMs);
    this.watch.look();
    this.watch.end();
    if (!this.machine.isRunning) this.violations.report("alive", "collector", "does not run at the end");
    this.watch.troubled(minute); // a poll that is under way may not be delivered any more
    await this.world.until(this.machine.stop(), hour);
    this.#lookThroughDisk();
    this.books.close({
      incomplete: this.accounts.sum("langsmith_incomplete_runs"),
      missed: this.accounts.sum("langsmith_missed_runs"),
    });
    this.#compareCounts();
  }

  /** Something goes wrong, or happens. */
  befall(trouble: Trouble): void {
    this.tell(describe(trouble));
    const forMs = lengthOf(trouble);
    if (forMs > 0) this.watch.troubled(forMs);
    switch (trouble.kind) {
      case "crash":
        return this.machine.crash(trouble.plan, trouble.aftermath, crashBy);
      case "restart":
        return void this.machine.restart(trouble.downMs);
      case "sink down":
        return this.sink.front.outage(trouble.how, trouble.forMs);
      case "portkey":
        return this.portkey.trouble(trouble.how, trouble.forMs, trouble.target);
      case "langsmith":
        return this.langsmith.trouble(trouble.how, trouble.forMs, trouble.target);
      case "disk fails":
        return this.#breakDisk(trouble);
      default:
        return this.#change(trouble);
    }
  }

  /** What happens at the platforms, and is no trouble of theirs. */
  #change(trouble: Extract<Trouble, { kind: `late ${string}` | `project ${string}` }>): void {
    const { now } = this.world;
    const { simulator } = this.langsmith;
    const projects = simulator.projectsAt(now).filter(({ name }) => !name.startsWith("nightly-eval"));
    const one = projects.at(now % projects.length)!;
    switch (trouble.kind) {
      case "late revision":
        return this.#revise(trouble.isSettled ? undefined : trouble);
      case "late trace":
        return simulator.addLateTrace(one.id, now - trouble.agoMs, now + trouble.inMs);
      case "project comes":
        return void simulator.addProject({
          name: `made-at-${now}`,
          createdAt: now,
          weight: 0.5,
          tier: "longlived",
          isStreaming: true,
        });
      case "project goes":
        if (projects.length > 4) simulator.removeProject(one.id, now);
        return;
      case "project renamed":
        return simulator.renameProject(one.id, now, `renamed-at-${now}`);
    }
  }

  /** One more request: of a minute that has not settled, or of one that is delivered for good. */
  #revise(early: { readonly agoMs: number; readonly inMs: number } | undefined): void {
    const { now } = this.world;
    const durable = this.books.analytics?.durable ?? -Infinity;
    if (early !== undefined) this.portkey.simulator.reviseLate(now - early.agoMs, now + early.inMs);
    else if (durable > begin) this.portkey.simulator.reviseLate(durable - minute, now);
  }

  #breakDisk({ call, code, forMs }: Extract<Trouble, { kind: "disk fails" }>): void {
    const repair = this.world.disk.fail({ call, code, path: failingPath });
    this.world.after(forMs, repair);
  }

  #openSnapshot(name: string): SnapshotBooks {
    const { setup } = this;
    const isGroup = name !== "sessions" && name !== "usage";
    const settleMs = isGroup ? 10 * minute : 0;
    const aheadMs = isGroup ? setup.portkeyAheadMs : setup.langsmithAheadMs;
    return new SnapshotBooks({
      name: isGroup ? `portkey groups/${name}` : `langsmith ${name}`,
      report: this.violations.report,
      most: isGroup ? setup.maxGroups : name === "sessions" ? setup.maxSessions : 1_000,
      // A tier that is missing, or nobody's, is none that is known.
      withoutOddLabels: (key) => key.replace(/retention_tier="[^"]*",?/, ""),
      memberOf: (key) => memberOf(key),
      mustArrive: (askedAt, stamp) =>
        this.watch.wasQuiet(askedAt - 40 * minute, askedAt + 5 * minute) &&
        stamp + settleMs <= askedAt + Math.min(0, aheadMs, aheadMs - setup.skewMs) - 5_000,
    });
  }

  #logged({ message, data }: LogLine): void {
    const err = data?.["err"] as { readonly message?: unknown } | undefined;
    if (String(err?.message).startsWith("records_changed")) this.books.logs?.seam.begunAnew();
    this.watch.show(`${message} ${JSON.stringify(data, told)}`, "log");
  }

  #ended(process: CollectorProcess): void {
    this.accounts.ended(process.counts);
    this.#lookThroughDisk();
  }

  #lookThroughDisk(): void {
    const { disk } = this.world;
    for (const path of disk.list("/var/lib/genai"))
      this.watch.show(Buffer.from(disk.get(path) ?? new Uint8Array()).toString("latin1"), path);
  }

  /** What the books found cut off is counted, as often at least: what was counted may have died before it was sent. */
  #compareCounts(): void {
    const { report } = this.violations;
    const expect = (what: string, found: number, counted: number): void => {
      if (counted < found) report("every gap is a number", what, `${found} happened; ${counted} were counted`);
    };
    const groups = [...this.snapshots].filter(([name]) => name !== "sessions" && name !== "usage");
    const truncated = groups.reduce((sum, [, books]) => sum + books.truncated, 0);
    expect("truncated groups", truncated, this.accounts.sum("portkey_truncated", { reason: "max_groups" }));
    const sessions = this.snapshots.get("sessions")?.truncated ?? 0;
    expect("truncated projects", sessions, this.accounts.sum("langsmith_projects_truncated", { loop: "sessions" }));
  }
}

/** Which row of an answer a series is of. */
function memberOf(key: string): string {
  return /(?:session|ai_model|metadata_value|prompt)="((?:[^"\\]|\\.)*)"/.exec(key)?.[1] ?? key;
}
