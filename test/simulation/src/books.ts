import type { World } from "@genai-collector/testkit";
import type { CheckpointSight, Damaged } from "./checkpoint-sight.ts";
import { queueFolder } from "./configuration-file.ts";
import { LaneLedger } from "./lane-ledger.ts";
import { resourcesOf, seriesKey, type ReceivedPoint } from "./received-points.ts";
import { QueueLedger } from "./queue-ledger.ts";
import { QueueOnDisk, type StoredRequest } from "./queue-on-disk.ts";
import type { SavedLane, UnreadableLane } from "./saved-lanes.ts";
import { exporterOf, passesOf, pipelineOf, type Setup, type SimulatedWorkspace } from "./setup.ts";
import type { SimulatedPlatform, TruePoint } from "./simulated-platform.ts";
import type { Report } from "./violations.ts";

const minute = 60_000;
/** A disk that failed is asked again less and less often. */
const patienceMs = 15 * minute;

export interface BooksOptions {
  readonly world: World;
  /** What is deployed first, and then one after the other. */
  readonly setups: readonly Setup[];
  readonly platforms: readonly SimulatedPlatform[];
  readonly sight: CheckpointSight;
  /** By how much buckets may be younger than the settle time, because nobody can tell it from the inside. */
  readonly unseenMs: number;
  /** Which process of the collector is running, or was the last. */
  life(): number;
  /** Which configuration it has, of those that are deployed one after the other. */
  generation(): number;
  /** What the store says of a lane, each time that it is read. */
  seen?(lane: SavedLane): void;
  readonly report: Report;
}

/** One lane of one of the configurations. */
interface Place {
  readonly setup: Setup;
  readonly platform: SimulatedPlatform;
  readonly workspace: SimulatedWorkspace;
  readonly pass: string;
  readonly sink: string;
  readonly name: string;
}

/** The ledgers of all lanes, and the store that says how far each has come. */
export class Books {
  /** By the name of the lane's receiver, pass and pipeline. */
  readonly lanes: ReadonlyMap<string, LaneLedger>;
  /** How many of the configurations are deployed, wholly or in part. */
  generations = 1;
  readonly #options: BooksOptions;
  readonly #places: readonly (readonly Place[])[];
  /** What is on disk, by sink. */
  readonly #queues: ReadonlyMap<string, QueueOnDisk>;
  /** By sink, workspace and pass: a lane under another name queues the same series once more. */
  readonly #queued = new Map<string, QueueLedger>();
  /** The configuration of who wrote last into a queue on disk. */
  #writing = 0;

  readonly #endings = new Map<number, number>();
  readonly #diskFailures: { readonly from: number; readonly to: number }[] = [];

  constructor(options: BooksOptions) {
    this.#options = options;
    const { world, setups, platforms } = options;
    const [first] = setups as readonly [Setup];
    const durable = first.queue.isDurable ? first.sinks : [];
    this.#queues = new Map(
      durable.map((sink) => [sink, new QueueOnDisk(world, queueFolder, exporterOf(first, sink), "metrics")]),
    );
    this.#places = setups.map((setup) => placesOf(setup, platforms));
    const lanes = new Map<string, LaneLedger>();
    for (const place of this.#places.flat()) if (!lanes.has(place.name)) lanes.set(place.name, this.#open(place));
    this.lanes = lanes;
  }

  /** The lanes of the configuration that was deployed last. */
  get served(): readonly LaneLedger[] {
    return this.#served.map(({ name }) => this.lanes.get(name)!);
  }

  /** What queues on disk had, and what came of it. */
  get queued(): readonly QueueLedger[] {
    return [...this.#queued.values()];
  }

  /** What a power cut leaves of every lane at least. */
  get durable(): number {
    return Math.min(...this.served.map(({ durable }) => durable));
  }

  /** The lane whose sink a point may come to, from a process with one of the configurations; undefined: none. */
  laneOf({ name, labels }: ReceivedPoint, sink: string, generation: number): LaneLedger | undefined {
    const pass = labels["api_key_use_case"] ?? "";
    const place = this.#places[generation]?.find(
      (each) => each.sink === sink && each.pass === pass && name.startsWith(`${each.workspace.prefix}_`),
    );
    return place === undefined ? undefined : this.lanes.get(place.name);
  }

  /** The same for what was long on its way: who made it may have had an older configuration. */
  laneOfBefore(point: ReceivedPoint, sink: string, generation: number): LaneLedger | undefined {
    for (let older = generation; older >= 0; older--) {
      const lane = this.laneOf(point, sink, older);
      if (lane !== undefined) return lane;
    }
    return undefined;
  }

  /** The frontier of a receiver: that of its lane that is furthest behind; undefined before all are saved. */
  frontierOf(receiver: string): number | undefined {
    const own = this.#served.filter(({ workspace }) => workspace.receiver === receiver);
    const frontiers = own.map(({ name }) => this.lanes.get(name)!.frontier);
    return frontiers.includes(undefined) ? undefined : Math.min(...(frontiers as number[]));
  }

  /** Enters what the store has now. */
  readStore(): void {
    this.#readQueues();
    const { sight, life, seen } = this.#options;
    const visible = byName(sight.visible());
    const durable = byName(sight.durable());
    for (const [name, ledger] of this.lanes) {
      const lane = visible.get(name);
      if (lane === "unreadable") continue;
      if (lane === undefined) this.#vanished(name, ledger);
      else {
        seen?.(lane);
        const kept = durable.get(name);
        ledger.saved(lane, typeof kept === "object" ? kept.frontier.time : -Infinity, life());
      }
    }
  }

  /** Puts a text in the place of one record; undefined: there is none that can be damaged. */
  damage(text: string): Damaged | undefined {
    return this.#options.sight.damage?.(text);
  }

  /** Somebody has put other records in the place of all, or none. */
  replaced(): void {
    for (const ledger of this.lanes.values()) ledger.replaced();
  }

  /** The disk fails for so long from now on. */
  diskFails(forMs: number): void {
    const { now } = this.#options.world;
    this.#diskFailures.push({ from: now, to: now + forMs + patienceMs });
  }

  get isDiskFailing(): boolean {
    const { now } = this.#options.world;
    return this.#diskFailures.some(({ from, to }) => from <= now && now <= to);
  }

  /** The collector is dead, and perhaps the power was gone. */
  ended(): void {
    this.#endings.set(this.#options.life(), this.#options.world.now);
    for (const queue of this.#queues.values()) queue.ended();
  }

  /** Everything is over. */
  close(): void {
    const served = new Set(this.#served.map(({ name }) => name));
    for (const [name, lane] of this.lanes) lane.close(served.has(name));
  }

  /** A minute is long for something to get to a disk that works. */
  #isKept(life: number, at: number): boolean {
    const endedAt = this.#endings.get(life) ?? Infinity;
    return endedAt - at > minute && !this.#diskFailures.some(({ from, to }) => from <= endedAt && to >= at);
  }

  #readQueues(): void {
    for (const [sink, queue] of this.#queues) {
      for (const request of queue.readNew()) this.#enter(sink, request);
    }
  }

  get #served(): readonly Place[] {
    return this.#places[this.generations - 1]!;
  }

  /** A lane that nobody has in their configuration any more may be forgotten. */
  #vanished(name: string, ledger: LaneLedger): void {
    if (this.#served.some((place) => place.name === name)) ledger.vanished();
  }

  #enter(sink: string, { position, body, isLeft }: StoredRequest): void {
    const generation = this.#options.generation();
    if (generation !== this.#writing) this.#renew(generation);
    const life = isLeft ? undefined : this.#options.life();
    for (const { bytes, points } of resourcesOf(body)) {
      for (const point of points) {
        const { name, labels, time: end, value } = point;
        const queued = { key: seriesKey(name, labels), end, value, bytes };
        this.laneOfBefore(point, sink, generation)?.stored(queued, position, life);
      }
    }
  }

  /** Lanes that nobody knew, and that take over from none, begin anew: before what is in the queue. */
  #renew(generation: number): void {
    const known = this.#places[this.#writing]!;
    for (const place of this.#places[generation]!) if (!goesOn(place, known)) this.#queueOf(place).renewed();
    this.#writing = generation;
  }

  /** By every configuration that a process may have had, the newest first. */
  #truthsOf(name: string, end: number): readonly (readonly TruePoint[])[] {
    const deployed = this.#places.slice(0, this.generations).flat();
    const same = deployed.filter((place) => place.name === name).toReversed();
    const byPrefix = new Map(same.map((place) => [place.workspace.prefix, place]));
    return [...byPrefix.values()].map(({ platform, workspace, pass }) => platform.truthOf(workspace, pass, end));
  }

  #open(place: Place): LaneLedger {
    const { setup, platform, name } = place;
    const { world, unseenMs, report } = this.#options;
    return new LaneLedger({
      name,
      settlesMs: setup.settleMs - unseenMs,
      truthsOf: (end) => this.#truthsOf(name, end),
      lacked: (key, since) => platform.lacked(key, since),
      now: () => world.now,
      report,
      queue: setup.queue.isDurable ? this.#queueOf(place) : undefined,
    });
  }

  #queueOf({ platform, sink, workspace, pass }: Place): QueueLedger {
    const name = [workspace.name, ...(pass === "" ? [] : [pass])].join(" ");
    const key = `${name} → ${sink}`;
    let ledger = this.#queued.get(key);
    if (ledger === undefined) this.#queued.set(key, (ledger = this.#openQueue(key, platform)));
    return ledger;
  }

  #openQueue(name: string, platform: SimulatedPlatform): QueueLedger {
    const { world, report } = this.#options;
    return new QueueLedger({
      now: () => world.now,
      isKept: (life, at) => this.#isKept(life, at),
      look: () => this.#readQueues(),
      lacked: (since) => platform.lacked(undefined, since),
      report: (promise, what, at) => report(promise, name, `${what} ${new Date(at).toISOString()}`),
    });
  }
}

function placesOf(setup: Setup, platforms: readonly SimulatedPlatform[]): readonly Place[] {
  return setup.sinks.flatMap((sink) =>
    setup.workspaces.flatMap((workspace) => {
      const platform = platforms.find(({ name }) => name === workspace.name)!;
      const pipeline = pipelineOf(setup, sink);
      return passesOf(workspace).map((pass) => {
        const name = laneName(workspace.receiver, pass, pipeline);
        return { setup, platform, workspace, pass, sink, name };
      });
    }),
  );
}

/** Whether a lane begins where one stands that was known before: under its name, or as the only one that has another. */
function goesOn({ name, setup, workspace, pass }: Place, known: readonly Place[]): boolean {
  const isRenamed = (other: Place): boolean =>
    setup.sinks.length === 1 && other.workspace.receiver === workspace.receiver && other.pass === pass;
  return known.some((other) => other.name === name || isRenamed(other));
}

function byName(lanes: readonly (SavedLane | UnreadableLane)[]): ReadonlyMap<string, SavedLane | "unreadable"> {
  return new Map(
    lanes.map((lane) => [
      laneName(lane.receiver, lane.pass, lane.pipeline),
      "frontier" in lane ? lane : ("unreadable" as const),
    ]),
  );
}

function laneName(receiver: string, pass: string, pipeline: string): string {
  return `${receiver} ${pass === "" ? "" : `${pass} `}→ ${pipeline}`;
}
