import type { ComponentId } from "@genai-collector/component";
import { formatRecord, noRoom, type RecordChanges } from "@genai-collector/coordination/checkpoint";
import { bytesOf, entryBytes, newShard, withData, type Shard } from "./shard.ts";

/** What the API server takes, in keys and values: https://kubernetes.io/docs/concepts/configuration/configmap/ */
export const mostShardBytes = 1_048_576;
/** New lanes are let in up to here: those that are in grow. */
const plannedShardBytes = 900 * 1024;
/** What a lane is counted as at least: its record with the books of 26 hours. */
const plannedLaneBytes = 8 * 1024;

/** A shard to be written. */
export interface ShardWrite {
  readonly shard: Shard;
  readonly isNew: boolean;
}

/**
 * Which ConfigMaps a write changes, and in which order. A lane stays for ever in the shard that took it in, and only the
 * last shard takes lanes in: who has not seen that a new one was made fails to write the old one, which was sealed with
 * a write of its own before. So no lane is ever in two.
 */
export function planShards(
  name: string,
  receiver: ComponentId,
  shards: readonly Shard[],
  changes: RecordChanges,
): readonly ShardWrite[] {
  const drafts = shards.map((shard) => new Draft(shard, false));
  for (const [slot, record] of changes) {
    const home = drafts.find(({ data }) => data.has(slot));
    if (record === undefined) home?.remove(slot);
    else if (home !== undefined) home.set(slot, formatRecord(record));
    else takeIn(drafts, slot, formatRecord(record), (index) => new Draft(newShard(name, receiver, index), true));
  }
  return drafts.filter(({ isChanged }) => isChanged).map((draft) => draft.finish());
}

function takeIn(drafts: Draft[], slot: string, value: string, create: (index: number) => Draft): void {
  const last = drafts.at(-1);
  if (last?.takesIn(slot, value) === true) return last.set(slot, value);
  last?.seal();
  const next = create((last?.index ?? -1) + 1);
  if (!next.takesIn(slot, value))
    throw noRoom(`the record of the lane ${slot} has ${entryBytes(slot, value)} bytes, more than a ConfigMap takes`);
  next.set(slot, value);
  drafts.push(next);
}

/** A shard as it is to become. */
class Draft {
  readonly data: Map<string, string>;
  readonly #shard: Shard;
  readonly #isNew: boolean;
  #isSealed: boolean;
  isChanged = false;

  constructor(shard: Shard, isNew: boolean) {
    this.data = new Map(Object.entries(shard.configMap.data ?? {}));
    this.#shard = shard;
    this.#isNew = isNew;
    this.#isSealed = shard.isSealed;
  }

  get index(): number {
    return this.#shard.index;
  }

  takesIn(slot: string, value: string): boolean {
    if (this.#isSealed) return false;
    let bytes = this.data.size === 0 ? entryBytes(slot, value) : laneBytes(slot, value);
    for (const [key, each] of this.data) bytes += laneBytes(key, each);
    return bytes <= plannedShardBytes;
  }

  set(slot: string, value: string): void {
    this.data.set(slot, value);
    this.isChanged = true;
  }

  remove(slot: string): void {
    this.data.delete(slot);
    this.isChanged = true;
  }

  seal(): void {
    if (this.#isSealed) return;
    this.#isSealed = true;
    this.isChanged = true;
  }

  finish(): ShardWrite {
    const shard = withData(this.#shard, Object.fromEntries(this.data), this.#isSealed);
    const bytes = bytesOf(shard);
    if (bytes > mostShardBytes)
      throw noRoom(
        `the ConfigMap ${shard.configMap.metadata.name} would have ${bytes} bytes of ${mostShardBytes}: its lanes hold too much`,
      );
    return { shard, isNew: this.#isNew };
  }
}

function laneBytes(key: string, value: string): number {
  return Math.max(plannedLaneBytes, entryBytes(key, value));
}
