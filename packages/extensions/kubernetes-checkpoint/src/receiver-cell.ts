import type { ComponentId } from "@genai-collector/component";
import type { ConfigMap, KubernetesResource } from "@genai-collector/config/kubernetes";
import {
  isRecord,
  parseRecord,
  unreadable,
  type CellContent,
  type RecordCell,
  type RecordChanges,
  type StoredRecord,
} from "@genai-collector/coordination/checkpoint";
import { dataKey } from "./data-key.ts";
import { planShards, type ShardWrite } from "./plan-shards.ts";
import { bytesOf, labelsOf, newShard, shardsOf, type Shard } from "./shard.ts";

/** All lanes of one receiver: one ConfigMap, and further ones where that is full. */
export class ReceiverCell implements RecordCell<readonly Shard[]> {
  readonly #configMaps: KubernetesResource<ConfigMap>;
  readonly #name: string;
  readonly #receiver: ComponentId;

  constructor(configMaps: KubernetesResource<ConfigMap>, name: string, receiver: ComponentId) {
    this.#configMaps = configMaps;
    this.#name = name;
    this.#receiver = receiver;
  }

  async read(signal: AbortSignal): Promise<CellContent<readonly Shard[]> | undefined> {
    const found = await this.#configMaps.list(labelsOf(this.#name, this.#receiver), signal);
    if (found.length === 0) return undefined; // one without labels is met when the first is to be created
    const shards = shardsOf(found);
    await this.#checkGaps(shards, signal);
    return contentOf(shards);
  }

  async replace(
    changes: RecordChanges,
    base: CellContent<readonly Shard[]> | undefined,
    signal: AbortSignal,
  ): Promise<CellContent<readonly Shard[]> | "conflict"> {
    const shards = new Map((base?.version ?? []).map((shard) => [shard.index, shard]));
    for (const write of planShards(this.#name, this.#receiver, base?.version ?? [], changes)) {
      const stored = await this.#write(write, signal);
      if (stored === "conflict") return "conflict";
      shards.set(write.shard.index, { ...write.shard, configMap: stored });
    }
    return contentOf([...shards.values()]);
  }

  async #write({ shard, isNew }: ShardWrite, signal: AbortSignal): Promise<ConfigMap | "conflict"> {
    if (!isNew) return this.#configMaps.replace(shard.configMap, signal);
    const created = await this.#configMaps.create(shard.configMap, signal);
    if (created === "conflict") await this.#checkLabels(shard.configMap, signal);
    return created;
  }

  /** One that is missing before the last was deleted, or is there and bears its labels no more. */
  async #checkGaps(shards: readonly Shard[], signal: AbortSignal): Promise<void> {
    const there = new Set(shards.map(({ index }) => index));
    const last = shards.at(-1)!.index;
    for (let index = 0; index < last; index++)
      if (!there.has(index)) await this.#checkLabels(newShard(this.#name, this.#receiver, index).configMap, signal);
  }

  /** Throws where a ConfigMap of this name does not bear its labels: then it is never found, and its lanes look absent. */
  async #checkLabels({ metadata }: ConfigMap, signal: AbortSignal): Promise<void> {
    const there = await this.#configMaps.get(metadata.name, signal);
    const missing = Object.entries(metadata.labels ?? {})
      .filter(([label, value]) => there !== undefined && there.metadata.labels?.[label] !== value)
      .map(([label, value]) => `${label}=${value}`);
    if (missing.length === 0) return;
    const advice = "put it back, or remove the ConfigMap to start its lanes over";
    throw unreadable(`the ConfigMap ${metadata.name} is there without its label ${missing.join(", ")}; ${advice}`);
  }
}

/** What the ConfigMaps of one receiver hold. */
export function contentOf(shards: readonly Shard[]): CellContent<readonly Shard[]> {
  const records = new Map<string, StoredRecord>();
  for (const { configMap } of shards) {
    for (const [slot, text] of Object.entries(configMap.data ?? {})) {
      const isTwice = records.has(slot);
      records.set(
        slot,
        isTwice ? unusable(configMap, slot, "it stands in two ConfigMaps") : parse(configMap, slot, text),
      );
    }
  }
  return { records, version: shards, usedBytes: Math.max(0, ...shards.map(bytesOf)) };
}

function parse(configMap: ConfigMap, slot: string, text: string): StoredRecord {
  const record = parseRecord(text);
  if (!isRecord(record)) return { ...unusable(configMap, slot, record.wrong), key: record.key };
  return dataKey(record.key) === slot ? record : unusable(configMap, slot, "it is the record of another lane");
}

function unusable(
  { metadata }: ConfigMap,
  slot: string,
  why: string,
): Extract<StoredRecord, { readonly error: unknown }> {
  const advice = "mend it, or remove this key to start the lane over";
  return { error: unreadable(`${slot} in the ConfigMap ${metadata.name} cannot be used: ${why}; ${advice}`) };
}
