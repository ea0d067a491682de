import type { CheckpointStore, Clock, ComponentId, Frontier, LaneKey, Logger } from "@genai-collector/component";
import { isSameFrontier } from "./lane.ts";
import { loadLanes, type StoredLane } from "./load-lanes.ts";

/** What a look into the store found is good for so long. */
const sharedForMs = 60_000;
/** One that has moved in this time is not forgotten, however old it is: a replica of another configuration leads in turn. */
const standsForMs = 3_000_000;

export interface OrphansOptions {
  readonly receiver: ComponentId;
  readonly store: CheckpointStore;
  /** The lanes that the configuration has. */
  readonly owned: readonly LaneKey[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** One whose frontier is older, and stands still, is removed. */
  readonly removeAfterMs: number;
}

/** What a look into the store found. */
export interface OrphansFound {
  readonly lanes: number;
  /** Since their frontiers, summed: what nobody delivers under these names. */
  readonly timeMs: number;
  readonly removed: number;
}

interface Standing {
  readonly frontier: Frontier;
  readonly since: number;
}

interface FoundLanes {
  readonly all: readonly StoredLane[];
  /** Those that no other lane took over from, or will. */
  readonly unserved: readonly StoredLane[];
  /** By the lane that will take over from them. */
  readonly predecessors: ReadonlyMap<string, StoredLane>;
}

/**
 * Lanes that the store has of a receiver, and that no loop, pass or pipeline of it is any more: after a loop was removed,
 * a pass was taken out, or a pipeline got another name.
 */
export class Orphans {
  readonly #options: OrphansOptions;
  readonly #told = new Set<string>();
  /** Where they stood at the last review, and since when they are known to; by the clock that never steps. */
  #standings: ReadonlyMap<string, Standing> = new Map();
  /** The last look into the store, or the one that is under way; by the clock that never steps. */
  #look: { readonly since: number; readonly found: Promise<FoundLanes> } | undefined;

  constructor(options: OrphansOptions) {
    this.#options = options;
  }

  /**
   * Tells of those that are new to this process, and removes those that are older than any backfill and stand still.
   * Rejects with the store. Only for who leads, which `term` says: another one may write them.
   */
  async review(term: AbortSignal): Promise<OrphansFound> {
    const { clock } = this.#options;
    const { all, unserved } = await this.#orphans();
    this.#standings = this.#standingsOf(all);
    const removed = await this.#forget(all, term);
    const left = unserved.filter((lane) => !removed.has(lane));
    for (const lane of left) {
      if (this.#told.has(textOf(lane.key))) continue;
      this.#told.add(textOf(lane.key));
      this.#tell("The store has a lane that no loop, pass or pipeline here is: nobody delivers it", lane);
    }
    const timeMs = left.reduce((sum, lane) => sum + Math.max(0, clock.now() - lane.checkpoint.frontier.time), 0);
    return { lanes: left.length, timeMs, removed: removed.size };
  }

  async #forget(lanes: readonly StoredLane[], term: AbortSignal): Promise<ReadonlySet<StoredLane>> {
    const { clock, removeAfterMs, store } = this.#options;
    const removed = new Set<StoredLane>();
    for (const lane of lanes) {
      const { since, frontier } = this.#standings.get(textOf(lane.key))!;
      const isOld = clock.now() - frontier.time >= removeAfterMs;
      if (!isOld || clock.monotonic() - since < standsForMs) continue;
      const stored = await store.load(lane.key);
      // Asked for before each: the next leader may have taken it up.
      if (term.aborted) break;
      if (stored === undefined || !isSameFrontier(stored.frontier, frontier)) continue;
      await store.remove(lane.key);
      removed.add(lane);
      this.#tell("A lane that nobody has delivered for long is forgotten", lane);
    }
    return removed;
  }

  #standingsOf(lanes: readonly StoredLane[]): ReadonlyMap<string, Standing> {
    const now = this.#options.clock.monotonic();
    return new Map(
      lanes.map(({ key, checkpoint: { frontier } }) => {
        const before = this.#standings.get(textOf(key));
        const stands = before !== undefined && isSameFrontier(before.frontier, frontier);
        return [textOf(key), stands ? before : { frontier, since: now }];
      }),
    );
  }

  /**
   * Where a lane goes on that was never written: where the one stood that it replaces. That is the only one of its loop and
   * pass that the configuration lacks, while the lane itself is the only one that it has: a pipeline that got another
   * name. Of several, nobody can tell which; beside another pipeline it is an additional one, which begins as a new lane
   * does. Rejects with the store.
   */
  async predecessorOf(key: LaneKey): Promise<Frontier | undefined> {
    return (await this.#orphans()).predecessors.get(textOf(key))?.checkpoint.frontier;
  }

  /** Lanes that begin together, and the review, share a look. One that failed is not kept. */
  #orphans(): Promise<FoundLanes> {
    const now = this.#options.clock.monotonic();
    if (this.#look !== undefined && now - this.#look.since <= sharedForMs) return this.#look.found;
    const found = this.#readStore();
    this.#look = { since: now, found };
    found.catch(() => (this.#look = undefined));
    return found;
  }

  async #readStore(): Promise<FoundLanes> {
    const { store, receiver, owned } = this.#options;
    const names = new Set(owned.map(textOf));
    const keys = await store.list(receiver);
    const written = new Set(keys.map(textOf));
    const stored = await loadLanes(store, keys, () => undefined);
    const all = stored.filter((lane) => !names.has(textOf(lane.key)));
    const left = all.filter((lane) => !stored.some((other) => hasTakenOver(other, lane)));
    const predecessors = new Map<string, StoredLane>();
    for (const key of owned) {
      const [predecessor, ...others] = left.filter((lane) => isSameWork(lane.key, key));
      const isOnlyOne = owned.filter((other) => isSameWork(other, key)).length === 1;
      if (predecessor !== undefined && others.length === 0 && isOnlyOne && !written.has(textOf(key)))
        predecessors.set(textOf(key), predecessor);
    }
    const served = new Set(predecessors.values());
    return { all, unserved: left.filter((lane) => !served.has(lane)), predecessors };
  }

  #tell(sentence: string, { key, checkpoint }: StoredLane): void {
    const { logger, clock } = this.#options;
    const { loop, pass, pipeline } = key;
    const { time } = checkpoint.frontier;
    const frontier = new Date(time).toISOString();
    logger.warn({ loop, pass, pipeline, frontier, ageMs: clock.now() - time }, sentence);
  }
}

/** It began where the other one stands, and so goes on for it. */
function hasTakenOver(lane: StoredLane, from: StoredLane): boolean {
  if (textOf(lane.key) === textOf(from.key) || !isSameWork(lane.key, from.key)) return false;
  const { origin, frontier } = lane.checkpoint;
  return origin === from.checkpoint.frontier.time && frontier.time >= origin;
}

function isSameWork(a: LaneKey, b: LaneKey): boolean {
  return a.loop === b.loop && a.pass === b.pass;
}

function textOf({ loop, pass, pipeline }: LaneKey): string {
  return JSON.stringify([loop, pass, pipeline]);
}
