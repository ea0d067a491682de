import type { World } from "@genai-collector/testkit";
import { checkpointPath, queueFolder } from "./configuration-file.ts";
import { LaneLedger } from "./lane-ledger.ts";
import { resourcesOf, seriesKey, type ReceivedPoint } from "./received-points.ts";
import { QueueLedger } from "./queue-ledger.ts";
import { QueueOnDisk, type StoredRequest } from "./queue-on-disk.ts";
import { savedLanes, type SavedLane } from "./saved-lanes.ts";
import { exporterOf, passesOf, pipelineOf, receiverOf, type Setup } from "./setup.ts";
import type { SimulatedPlatform } from "./simulated-platform.ts";
import type { Report } from "./violations.ts";

const minute = 60_000;
/** A disk that failed is asked again less and less often. */
const patienceMs = 15 * minute;

export interface BooksOptions {
  readonly world: World;
  readonly setup: Setup;
  readonly platforms: readonly SimulatedPlatform[];
  /** By how much buckets may be younger than the settle time, because nobody can tell it from the inside. */
  readonly unseenMs: number;
  /** Which process of the collector is running, or was the last. */
  life(): number;
  readonly report: Report;
}

/** The ledgers of all lanes, and the file that says how far each has come. */
export class Books {
  /** By the name of the lane's receiver, pass and pipeline. */
  readonly lanes: ReadonlyMap<string, LaneLedger>;
  readonly #options: BooksOptions;
  /** What is on disk, by sink. */
  readonly #queues: ReadonlyMap<string, QueueOnDisk>;

  readonly #endings = new Map<number, number>();
  readonly #diskFailures: { readonly from: number; readonly to: number }[] = [];

  constructor(options: BooksOptions) {
    this.#options = options;
    const { world, setup, platforms } = options;
    const durable = setup.queue.isDurable ? setup.sinks : [];
    this.#queues = new Map(
      durable.map((sink) => [sink, new QueueOnDisk(world, queueFolder, exporterOf(setup, sink), "metrics")]),
    );
    this.lanes = new Map(
      setup.sinks.flatMap((sink) =>
        platforms.flatMap((platform) =>
          passesOf(platform.workspace).map((pass) => {
            const ledger = this.#open(platform, pass, sink);
            return [ledger.name, ledger] as const;
          }),
        ),
      ),
    );
  }

  /** What a power cut leaves of every lane at least. */
  get durable(): number {
    return Math.min(...[...this.lanes.values()].map(({ durable }) => durable));
  }

  /** The lane whose sink a point may come to; undefined: none. */
  laneOf({ name, labels }: ReceivedPoint, sink: string): LaneLedger | undefined {
    const { setup } = this.#options;
    const workspace = setup.workspaces.find(({ prefix }) => name.startsWith(`${prefix}_`));
    if (workspace === undefined) return undefined;
    const pass = labels["api_key_use_case"] ?? "";
    return this.lanes.get(laneName(receiverOf(setup, workspace), pass, pipelineOf(setup, sink)));
  }

  /** The frontier of a receiver: that of its lane that is furthest behind; undefined before all are saved. */
  frontierOf(receiver: string): number | undefined {
    const lanes = [...this.lanes].flatMap(([name, { frontier }]) =>
      name.startsWith(`${receiver} `) ? [frontier] : [],
    );
    return lanes.includes(undefined) ? undefined : Math.min(...(lanes as number[]));
  }

  /** Enters what the disk has now. */
  readDisk(): void {
    this.#readQueues();
    const { disk } = this.#options.world;
    const life = this.#options.life();
    const visible = byName(savedLanes(disk.get(checkpointPath)));
    const durable = byName(savedLanes(disk.durable(checkpointPath)));
    for (const [name, ledger] of this.lanes) {
      const lane = visible.get(name);
      if (lane === undefined) ledger.vanished();
      else ledger.saved(lane, durable.get(name)?.frontier.time ?? -Infinity, life);
    }
  }

  /** The disk fails for so long from now on. */
  diskFails(forMs: number): void {
    const { now } = this.#options.world;
    this.#diskFailures.push({ from: now, to: now + forMs + patienceMs });
  }

  /** The collector is dead, and perhaps the power was gone. */
  ended(): void {
    this.#endings.set(this.#options.life(), this.#options.world.now);
    for (const queue of this.#queues.values()) queue.ended();
  }

  /** Everything is over. */
  close(): void {
    for (const lane of this.lanes.values()) lane.close();
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

  #enter(sink: string, { position, body, isLeft }: StoredRequest): void {
    const life = isLeft ? undefined : this.#options.life();
    for (const { bytes, points } of resourcesOf(body)) {
      for (const point of points) {
        const { name, labels, time: end, value } = point;
        const queued = { key: seriesKey(name, labels), end, value, bytes };
        this.laneOf(point, sink)?.stored(queued, position, life);
      }
    }
  }

  #open(platform: SimulatedPlatform, pass: string, sink: string): LaneLedger {
    const { world, setup, unseenMs, report } = this.#options;
    const name = laneName(receiverOf(setup, platform.workspace), pass, pipelineOf(setup, sink));
    const now = (): number => world.now;
    const queue = new QueueLedger({
      now,
      isKept: (life, at) => this.#isKept(life, at),
      look: () => this.#readQueues(),
      report: (promise, what, at) => report(promise, name, `${what} ${new Date(at).toISOString()}`),
    });
    return new LaneLedger({
      name,
      settlesMs: setup.settleMs - unseenMs,
      truthOf: (end) => platform.truthOf(pass, end),
      lacked: (key, since) => platform.lacked(key, since),
      now,
      report,
      queue: setup.queue.isDurable ? queue : undefined,
    });
  }
}

function byName(lanes: readonly SavedLane[]): ReadonlyMap<string, SavedLane> {
  return new Map(lanes.map((lane) => [laneName(lane.receiver, lane.pass, lane.pipeline), lane]));
}

function laneName(receiver: string, pass: string, pipeline: string): string {
  return `${receiver} ${pass === "" ? "" : `${pass} `}→ ${pipeline}`;
}
