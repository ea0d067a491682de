import type { World } from "@genai-collector/testkit";
import { checkpointPath } from "./configuration-file.ts";
import { savedLanes, type SavedLane, type UnreadableLane } from "./saved-lanes.ts";

/** A record that nobody can read. */
export interface Damaged {
  /** For people. */
  readonly what: string;
  /** Whether somebody has written over it. */
  isRewritten(): boolean;
  restore(): void;
  remove(): void;
}

/** What a store holds, seen by who reads over its shoulder. */
export interface CheckpointSight {
  /** As programs see it. */
  visible(): readonly (SavedLane | UnreadableLane)[];
  /** As a power cut leaves it at least. */
  durable(): readonly (SavedLane | UnreadableLane)[];
  /** Puts a text in the place of one record; undefined: there is none that can be damaged. */
  damage?(text: string): Damaged | undefined;
}

/** The file of a machine. One that cannot be read shows what it showed last. */
export class FileSight implements CheckpointSight {
  readonly #world: World;
  readonly #host: string;
  #last: readonly SavedLane[] = [];

  constructor(world: World, host: string) {
    this.#world = world;
    this.#host = host;
  }

  visible(): readonly (SavedLane | UnreadableLane)[] {
    return this.#read(this.#world.diskOf(this.#host).get(checkpointPath));
  }

  durable(): readonly (SavedLane | UnreadableLane)[] {
    return this.#read(this.#world.diskOf(this.#host).durable(checkpointPath));
  }

  #read(bytes: Uint8Array | undefined): readonly (SavedLane | UnreadableLane)[] {
    try {
      return (this.#last = savedLanes(bytes));
    } catch {
      return this.#last.map(({ receiver, pass, pipeline }) => ({ receiver, pass, pipeline }));
    }
  }
}
