import type { World } from "@genai-collector/testkit";
import { checkpointPath } from "./configuration-file.ts";
import { LaneLedger } from "./lane-ledger.ts";
import type { ReceivedPoint } from "./received-points.ts";
import { savedLanes, type SavedLane } from "./saved-lanes.ts";
import { passesOf, pipelineOf, receiverOf, type Setup } from "./setup.ts";
import type { SimulatedPlatform } from "./simulated-platform.ts";
import type { Report } from "./violations.ts";

export interface BooksOptions {
  readonly world: World;
  readonly setup: Setup;
  readonly platforms: readonly SimulatedPlatform[];
  /** By how much buckets may be younger than the settle time, because nobody can tell it from the inside. */
  readonly unseenMs: number;
  readonly report: Report;
}

/** The ledgers of all lanes, and the file that says how far each has come. */
export class Books {
  /** By the name of the lane's receiver, pass and pipeline. */
  readonly lanes: ReadonlyMap<string, LaneLedger>;
  readonly #options: BooksOptions;

  constructor(options: BooksOptions) {
    this.#options = options;
    const { setup, platforms } = options;
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

  /** Enters what the file says now, in that life of the collector. */
  readFile(life: number): void {
    const { disk } = this.#options.world;
    const visible = byName(savedLanes(disk.get(checkpointPath)));
    const durable = byName(savedLanes(disk.durable(checkpointPath)));
    for (const [name, ledger] of this.lanes) {
      const lane = visible.get(name);
      if (lane === undefined) ledger.vanished();
      else ledger.saved(lane, durable.get(name)?.frontier.time ?? -Infinity, life);
    }
  }

  /** Everything is over. */
  close(): void {
    for (const lane of this.lanes.values()) lane.close();
  }

  #open(platform: SimulatedPlatform, pass: string, sink: string): LaneLedger {
    const { world, setup, unseenMs, report } = this.#options;
    return new LaneLedger({
      name: laneName(receiverOf(setup, platform.workspace), pass, pipelineOf(setup, sink)),
      settlesMs: setup.settleMs - unseenMs,
      truthOf: (end) => platform.truthOf(pass, end),
      lacked: (key, since) => platform.lacked(key, since),
      now: () => world.now,
      report,
    });
  }
}

function byName(lanes: readonly SavedLane[]): ReadonlyMap<string, SavedLane> {
  return new Map(lanes.map((lane) => [laneName(lane.receiver, lane.pass, lane.pipeline), lane]));
}

function laneName(receiver: string, pass: string, pipeline: string): string {
  return `${receiver} ${pass === "" ? "" : `${pass} `}→ ${pipeline}`;
}
