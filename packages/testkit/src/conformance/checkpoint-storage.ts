import type { CheckpointStore, Frontier, LaneKey } from "@genai-collector/component";
import { plainCase, type ConformanceCase } from "./conformance-case.ts";

/** One storage, and stores over it. What a storage cannot do, or nobody can tell, is left out, and its cases with it. */
export interface CheckpointStorage {
  /** A store over it, as a new process would open it; what was opened before is closed. */
  open(): Promise<CheckpointStore>;
  /** A store of one more process over it, beside those that are open. Left out where a storage serves one process. */
  openBeside?(): Promise<CheckpointStore>;
  /** Makes the record of a lane one that is there and cannot be read. */
  corrupt?(key: LaneKey): Promise<void>;
  /** Makes it one of a version that is not known yet. */
  makeNewer?(key: LaneKey): Promise<void>;
  /** Gives it a field that no version knows. Returns whether it is still there. */
  addField?(key: LaneKey): () => boolean;
  /** Lets writes fail, without an effect. Returns the repair. */
  failWrites?(): () => void;
  /** Lets the next write take effect, and its answer get lost. */
  loseAnswer?(): void;
  /** Ends the process of a store inside its next write, before or after the effect: it answers nobody any more. */
  killInWrite?(store: CheckpointStore, when: "before" | "after"): void;
  /** So many orders of events are tried with two processes; 60 when absent. */
  readonly seeds?: number;
  /** How often the records have been written to, by whomever. */
  writes?(): number;
  /** Waits for a promise; advances virtual time on the way, where the store needs time. */
  until?<T>(promise: Promise<T>): Promise<T>;
}

/** Waits as the storage asks. */
export type Wait = <T>(promise: Promise<T>) => Promise<T>;

/** A case over a new, empty storage. */
export type On = (name: string, play: (storage: CheckpointStorage, wait: Wait) => Promise<void>) => ConformanceCase;

/** Makes cases over what `create` gives. */
export function onStorage(create: () => Promise<CheckpointStorage>): On {
  return (name, play) =>
    plainCase(name, async () => {
      const storage = await create();
      await play(storage, async (promise) => storage.until?.(promise) ?? promise);
    });
}

/** The lane of most cases. */
export const lane: LaneKey = { receiver: "acme/eu", loop: "usage", pass: "", pipeline: "metrics" };

/** Without members that are undefined: a store may leave them out or set them. */
export function plain({ time, cursor }: Frontier): Frontier {
  return cursor === undefined || cursor === "" ? { time } : { time, cursor };
}
