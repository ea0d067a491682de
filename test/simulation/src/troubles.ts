import type { MemoryUse } from "@genai-collector/component";
import type { DiskCall, World } from "@genai-collector/testkit";
import type { Ambush } from "./ambush.ts";
import type { Books } from "./books.ts";
import { CheckpointDamage } from "./checkpoint-damage.ts";
import { checkpointPath, shortMemoryBytes } from "./configuration-file.ts";
import type { Coverage } from "./coverage.ts";
import type { Fleet } from "./fleet.ts";
import type { LeadershipBooks } from "./leadership-books.ts";
import type { Configuration } from "./load-configuration.ts";
import type { Machine } from "./machine.ts";
import { hasDurableQueue, type Setup } from "./setup.ts";
import type { SimulatedPlatform } from "./simulated-platform.ts";
import type { SinkFront } from "./sink-front.ts";
import { skewOf, type Story, type StoryEvent } from "./story.ts";
import type { Destination, Trouble } from "./trouble.ts";
import { crashBy, lengthOf } from "./trouble-length.ts";
import type { Report } from "./violations.ts";
import type { Watch } from "./watch.ts";

const minute = 60_000;

/** Calls without which nobody knows what the disk keeps. */
const certainty: ReadonlySet<DiskCall> = new Set(["open", "sync", "syncFolder"]);
/** After what an answer that was given may not have been heard. */
const unsure: ReadonlySet<Trouble["kind"]> = new Set(["stopped", "partition", "slow network", "stray requests"]);
/** What waits for a replica to do something strikes by then, whatever it does. */
const patienceMs = 12 * minute;

export interface TroublesOptions {
  readonly world: World;
  readonly story: Story;
  /** What is deployed one after the other, and as it is decoded. */
  readonly setups: readonly Setup[];
  readonly configurations: readonly Configuration[];
  readonly platforms: readonly SimulatedPlatform[];
  readonly fronts: readonly SinkFront[];
  readonly fleet: Fleet;
  readonly books: Books;
  readonly leadership: LeadershipBooks;
  readonly watch: Watch;
  readonly ambush: Ambush;
  readonly coverage: Coverage;
  tell(what: string): void;
  readonly report: Report;
}

type Of<K extends Trouble["kind"]> = Extract<Trouble, { readonly kind: K }>;

/** Lets things go wrong, each of them for its time. */
export class Troubles {
  readonly #options: TroublesOptions;
  readonly #damage: CheckpointDamage;
  readonly #repairs = new Set<() => void>();
  /** How many things keep a queue on disk from making sure of what it finds: without that it does not start. */
  #syncTroubles = 0;
  #isOver = false;
  #unsureUntil = -Infinity;
  /** Of processes that had too little memory: what they usually use, and how many troubles take it now. */
  readonly #shortages = new Map<object, { readonly usual: MemoryUse; times: number }>();
  readonly #begin: number;

  constructor(options: TroublesOptions) {
    this.#options = options;
    this.#damage = new CheckpointDamage(options);
    this.#begin = options.world.now;
  }

  /** Whether no collector can start. */
  get isUnusable(): boolean {
    return this.#syncTroubles > 0 || this.#damage.isFileCorrupt;
  }

  /** Whether answers may get lost on their way, or come too late. */
  get isNetworkUnsure(): boolean {
    return this.#options.world.now < this.#unsureUntil;
  }

  /** Nothing new, and whatever is wrong ends now. */
  end(): void {
    this.#isOver = true;
    for (const repair of this.#repairs) repair();
    for (const machine of this.#options.fleet.machines) machine.disarm();
  }

  /** Strikes now, or when a replica does what it waits for; by and by in any case. */
  befall(trouble: Trouble, { replica, during }: Pick<StoryEvent, "replica" | "during">): void {
    const { world, fleet, ambush, watch } = this.#options;
    if (this.#isOver) return;
    const machine = replica === undefined ? undefined : fleet.one(replica);
    if (during === undefined) return this.#strike(trouble, machine ?? fleet.leader() ?? fleet.one(0));
    watch.troubled(patienceMs);
    let hasStruck = false;
    const strike = (at: Machine): void => {
      hasStruck = true;
      if (!this.#isOver) this.#strike(trouble, at);
    };
    const disarm = ambush.arm({ during, machine, strike }, fleet.machines);
    // Nothing else might let one start or stop.
    if (during === "starting" || during === "stopping")
      world.after(minute, () => {
        if (!hasStruck && !this.#isOver) void (machine ?? fleet.one(0)).restart(1_000);
      });
    world.after(patienceMs, () => {
      disarm();
      if (!hasStruck) strike(machine ?? fleet.leader() ?? fleet.one(0));
    });
  }

  #strike(trouble: Trouble, machine: Machine): void {
    const { tell, watch, coverage } = this.#options;
    tell(describe(trouble, machine));
    watch.troubled(lengthOf(trouble));
    // A death is counted when it comes, and where it does.
    if (trouble.kind !== "crash") coverage.struck(trouble.kind, machine.phase);
    if (unsure.has(trouble.kind))
      this.#unsureUntil = Math.max(this.#unsureUntil, this.#options.world.now + lengthOf(trouble) + minute);
    this.#happen(trouble, machine);
  }

  #happen(trouble: Trouble, machine: Machine): void {
    const { platforms } = this.#options;
    switch (trouble.kind) {
      case "crash":
        return machine.crash(trouble.plan, trouble.aftermath, crashBy);
      case "restart":
        return void machine.restart(trouble.downMs);
      case "stopped":
        return this.#stop(trouble, machine);
      case "partition":
        return this.#cut(trouble, machine);
      case "slow network":
        return this.#slow(trouble, machine);
      case "stray requests":
        return this.#for(trouble.forMs, this.#stray(trouble));
      case "servers fail":
        return this.#failServers(trouble);
      case "corrupt checkpoint":
        return this.#damage.strike(trouble);
      case "redeploy":
        return this.#redeploy(trouble);
      case "clock drifts":
        machine.clockRate = trouble.rate;
        return this.#for(trouble.forMs, () => (machine.clockRate = 1));
      case "clock is set":
        return this.#setClock(trouble, machine);
      case "memory is short":
        return this.#takeMemory(trouble.forMs, machine);
      case "disk fails":
        return this.#breakDisk(trouble, machine);
      case "late revision":
        return this.#revise();
      case "sink down":
        return this.#closeSink(trouble);
      case "platform down":
        for (const platform of platforms) platform.trouble(trouble.how, trouble.forMs, trouble.target);
    }
  }

  /** Repairs after a while, or when everything ends. */
  #for(forMs: number, repair: () => void): void {
    const once = (): void => {
      if (this.#repairs.delete(once)) repair();
    };
    this.#repairs.add(once);
    this.#options.world.after(forMs, once);
  }

  #stop({ forMs, first }: Of<"stopped">, machine: Machine): void {
    machine.freeze(forMs, first, () => this.#options.leadership.woken());
  }

  #cut({ to, ways, forMs }: Of<"partition">, { host }: Machine): void {
    const { links } = this.#options.world.network;
    const heals = this.#hosts(to).flatMap((other) => [
      ...(ways === "in" ? [] : [links.cut(host, other)]),
      ...(ways === "out" ? [] : [links.cut(other, host)]),
    ]);
    this.#for(forMs, () => {
      for (const heal of heals) heal();
    });
  }

  #slow({ to, mostMs, forMs }: Of<"slow network">, { host }: Machine): void {
    const { network } = this.#options.world;
    const ends = this.#hosts(to).map((other) => network.slow(host, other, [0, mostMs]));
    this.#for(forMs, () => {
      for (const end of ends) end();
    });
  }

  #hosts(to: Destination): readonly string[] {
    const { setups, fronts, fleet } = this.#options;
    const platforms = setups[0]!.workspaces.map(({ name }) => `${name}.portkey.example`);
    const sinks = fronts.map(({ name }) => `${name}.example`);
    const servers = [fleet.servers.kubernetes.host, fleet.servers.dynamodb.host];
    const all = { platform: platforms, sink: sinks, servers, everything: [...platforms, ...sinks, ...servers] };
    return all[to];
  }

  #closeSink({ sink, how, forMs, before }: Of<"sink down">): void {
    const { fronts, world } = this.#options;
    const front = fronts[sink % fronts.length]!;
    if (before === undefined) return front.outage(how, forMs);
    front.outage(before.how, before.forMs);
    world.after(before.forMs, () => {
      if (!this.#isOver) front.outage(how, forMs);
    });
  }

  #stray({ how, lateMs }: Of<"stray requests">): () => void {
    const { world, fronts } = this.#options;
    const repairs = fronts.map(({ name }) =>
      world.network.fault({ kind: how, lateMs, probability: 0.3, match: `https://${name}.example/` }),
    );
    return () => {
      for (const repair of repairs) repair();
    };
  }

  #failServers({ how, probability, forMs }: Of<"servers fail">): void {
    const { kubernetes, dynamodb } = this.#options.fleet.servers;
    const repairs = [kubernetes, dynamodb].map((server) => server.fault({ kind: how, probability }));
    this.#for(forMs, () => {
      for (const repair of repairs) repair();
    });
  }

  /** One replica after the other. */
  #redeploy({ gapMs }: Of<"redeploy">): void {
    const { books, fleet, configurations, setups, world, watch } = this.#options;
    const generation = books.generations;
    if (generation >= setups.length) return;
    books.generations++;
    watch.deployed(setups[generation]!);
    for (const [index, machine] of fleet.machines.entries())
      world.after(index * gapMs, () => {
        machine.deploy(configurations[generation]!, generation);
        void machine.restart(1_000);
      });
  }

  /** Of the process that runs: the next one begins with its own. */
  #takeMemory(forMs: number, machine: Machine): void {
    const memory = machine.process?.runtime.process;
    if (memory === undefined) return;
    const shortage = this.#shortages.get(memory) ?? { usual: memory.use, times: 0 };
    this.#shortages.set(memory, shortage);
    shortage.times++;
    memory.use = { ...shortage.usual, heapUsedBytes: shortMemoryBytes };
    // One that began meanwhile goes on.
    this.#for(forMs, () => {
      if (--shortage.times === 0) memory.use = shortage.usual;
    });
  }

  #breakDisk({ call, code, where, forMs }: Of<"disk fails">, { host }: Machine): void {
    const { world, books, setups } = this.#options;
    const path = where === undefined ? {} : { path: new RegExp(`^${where}`) };
    books.diskFails(forMs);
    const repair = world.diskOf(host).fail({ call, code, ...path });
    const isUnusable = hasDurableQueue(setups[0]!) && where !== checkpointPath && certainty.has(call);
    if (isUnusable) this.#syncTroubles++;
    this.#for(forMs, () => {
      repair();
      if (isUnusable) this.#syncTroubles--;
    });
  }

  #setClock({ byMs, forMs }: Of<"clock is set">, machine: Machine): void {
    const { story, fleet } = this.#options;
    const usual = skewOf(story, fleet.machines.indexOf(machine));
    machine.skewMs = usual + byMs;
    this.#for(forMs, () => {
      machine.skewMs = usual;
    });
  }

  /** A minute that everybody has delivered for good changes at the platform. */
  #revise(): void {
    const { books, platforms } = this.#options;
    const end = books.durable;
    if (end > this.#begin) for (const platform of platforms) platform.reviseLate(end);
  }
}

function describe({ kind, ...more }: Trouble, { host }: Machine): string {
  const details = Object.values(more).map((value) =>
    typeof value === "object" ? Object.values(value).join(" ") : value,
  );
  return [kind, ...details, `on ${host}`].join(", ");
}
