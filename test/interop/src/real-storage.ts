import type { CheckpointStore, LaneKey } from "@genai-collector/component";
import type { CheckpointStorage } from "@genai-collector/testkit/conformance";
import type { RunningExtension } from "./running-extension.ts";
import { WayToServer } from "./way-to-server.ts";

/** What differs between servers. */
export interface RecordServer {
  /** A store of one more process, whose calls go by `way`. */
  open(way: WayToServer): Promise<RunningExtension<CheckpointStore>>;
  /** Somebody makes the record of a lane one that is there and cannot be read. */
  corrupt(key: LaneKey): Promise<void>;
  /** Somebody makes it one of a version that is not known yet. */
  makeNewer(key: LaneKey): Promise<void>;
}

/** A storage on a real server, with all that can befall the way to it. */
export class RealStorage implements CheckpointStorage {
  /** Real servers take real time. */
  readonly seeds = 4;
  readonly #server: RecordServer;
  readonly #ways: WayToServer[] = [];
  readonly #open = new Map<CheckpointStore, { readonly way: WayToServer; readonly close: () => Promise<void> }>();
  #writes = 0;

  constructor(server: RecordServer) {
    this.#server = server;
  }

  readonly open = async (): Promise<CheckpointStore> => {
    await this.close();
    return this.openBeside();
  };

  readonly openBeside = async (): Promise<CheckpointStore> => {
    const way = new WayToServer(() => this.#writes++);
    const { provided, close } = await this.#server.open(way);
    this.#ways.push(way);
    this.#open.set(provided, { way, close });
    return provided;
  };

  readonly writes = (): number => this.#writes;

  readonly corrupt = (key: LaneKey): Promise<void> => this.#server.corrupt(key);

  readonly makeNewer = (key: LaneKey): Promise<void> => this.#server.makeNewer(key);

  readonly failWrites = (): (() => void) => {
    for (const way of this.#ways) way.fails = true;
    return () => {
      for (const way of this.#ways) way.fails = false;
    };
  };

  readonly loseAnswer = (): void => {
    for (const way of this.#ways) way.losesNext = true;
  };

  readonly killInWrite = (store: CheckpointStore, when: "before" | "after"): void => {
    this.#open.get(store)!.way.killsInWrite = when;
  };

  /** Closes what is open; a store that was killed is not waited for. */
  async close(): Promise<void> {
    const open = [...this.#open.values()].filter(({ way }) => way.killsInWrite === undefined);
    this.#open.clear();
    for (const { close } of open) await close();
  }
}
