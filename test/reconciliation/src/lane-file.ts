import { savedLanes, type SavedLane } from "@genai-collector/test-simulation";
import type { World } from "@genai-collector/testkit";
import { checkpointPath } from "./configuration.ts";

/** A lane as a reconciliation names it. */
export interface NamedLane extends SavedLane {
  readonly loop: string;
}

/** Where a lane stood at a time. */
interface Stand {
  readonly at: number;
  readonly frontier: number;
}

/** How far each lane has come, by what the checkpoint file says, and when it came there. */
export class LaneFile {
  readonly #world: World;
  readonly #lanes = new Map<string, { lane: NamedLane; from: number; readonly stands: Stand[] }>();
  #bytes: Uint8Array | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** The lanes of a version of the file. */
  static parse(bytes: Uint8Array | undefined): readonly NamedLane[] {
    return savedLanes(bytes) as readonly NamedLane[];
  }

  /** By receiver, loop and pass, as in `portkey groups/ai-models`. */
  static nameOf({ receiver, loop, pass }: Pick<NamedLane, "receiver" | "loop" | "pass">): string {
    return `${receiver} ${loop}${pass === "" ? "" : `/${pass}`}`;
  }

  get bytes(): Uint8Array | undefined {
    return this.#bytes;
  }

  get names(): readonly string[] {
    return [...this.#lanes.keys()];
  }

  /** Enters what the file says now. */
  read(): readonly NamedLane[] {
    this.#bytes = this.#world.disk.get(checkpointPath);
    const lanes = LaneFile.parse(this.#bytes);
    for (const lane of lanes) this.#enter(lane);
    return lanes;
  }

  lane(name: string): NamedLane | undefined {
    return this.#lanes.get(name)?.lane;
  }

  /** Where it began; undefined before it was saved. */
  from(name: string): number | undefined {
    return this.#lanes.get(name)?.from;
  }

  frontier(name: string): number | undefined {
    return this.lane(name)?.frontier.time;
  }

  /** When the file was first seen to be past an instant; undefined: it is not. */
  passedAt(name: string, instant: number): number | undefined {
    const stands = this.#lanes.get(name)?.stands ?? [];
    let [low, high] = [0, stands.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (stands[middle]!.frontier > instant) high = middle;
      else low = middle + 1;
    }
    return stands[low]?.at;
  }

  /** Items that a lane has skipped, by reason. */
  skipped(name: string): Readonly<Record<string, { readonly items: number; readonly ms: number }>> {
    return this.lane(name)?.skipped ?? {};
  }

  #enter(lane: NamedLane): void {
    const name = LaneFile.nameOf(lane);
    const { time } = lane.frontier;
    const known = this.#lanes.get(name);
    if (known === undefined) {
      this.#lanes.set(name, { lane, from: time, stands: [{ at: this.#world.now, frontier: time }] });
      return;
    }
    known.lane = lane;
    if (time > known.stands.at(-1)!.frontier) known.stands.push({ at: this.#world.now, frontier: time });
  }
}
