import { isCollectorError, type Checkpoint, type CheckpointStore, type LaneKey } from "@genai-collector/component";

/** So many are asked for at once: a store that keeps many in one document then reads it once for all of them. */
const atOnce = 16;

/** What the store has of one lane. */
export interface StoredLane {
  readonly key: LaneKey;
  readonly checkpoint: Checkpoint;
}

/** A record, and why it cannot be read: undefined where it was removed meanwhile. */
type Loaded = StoredLane | { readonly error: unknown } | undefined;

/**
 * What the store has of these lanes. A record that nobody can read is passed over, and told to `unreadable`: it holds
 * nobody up. Rejects when the store does not answer.
 */
export async function loadLanes(
  store: CheckpointStore,
  keys: readonly LaneKey[],
  unreadable: (error: unknown) => void,
): Promise<readonly StoredLane[]> {
  const lanes: StoredLane[] = [];
  for (let i = 0; i < keys.length; i += atOnce) {
    for (const loaded of await Promise.all(keys.slice(i, i + atOnce).map((key) => load(store, key)))) {
      if (loaded === undefined) continue;
      if ("error" in loaded) unreadable(loaded.error);
      else lanes.push(loaded);
    }
  }
  return lanes;
}

async function load(store: CheckpointStore, key: LaneKey): Promise<Loaded> {
  try {
    const checkpoint = await store.load(key);
    return checkpoint && { key, checkpoint };
  } catch (error) {
    if (!isCollectorError(error) || (error.kind !== "malformed" && error.kind !== "misconfigured")) throw error;
    return { error };
  }
}
