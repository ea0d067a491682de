import type { ComponentId } from "@genai-collector/component";
import type { ConfigMap } from "@genai-collector/config/kubernetes";
import { unreadable } from "@genai-collector/coordination/checkpoint";
import { hashText } from "./data-key.ts";

/** One ConfigMap of a receiver's. */
export interface Shard {
  readonly index: number;
  /** Takes no new lanes, for ever: a lane that it does not hold is behind it, or nowhere. */
  readonly isSealed: boolean;
  readonly configMap: ConfigMap;
}

const managedBy = "app.kubernetes.io/managed-by";
const checkpointLabel = "genai-collector/checkpoint";
const receiverLabel = "genai-collector/receiver";
const shardLabel = "genai-collector/shard";
const receiverAnnotation = "genai-collector/receiver-id";
const sealedAnnotation = "genai-collector/sealed";

/** What the ConfigMaps of one store have in common, or those of one receiver in it. */
export function labelsOf(name: string, receiver: ComponentId | undefined): Readonly<Record<string, string>> {
  return {
    [managedBy]: "genai-collector",
    [checkpointLabel]: name,
    ...(receiver === undefined ? {} : { [receiverLabel]: hashText(receiver, 12) }),
  };
}

/** A shard that is to be created. Its name follows from its place, so that two processes cannot create it twice. */
export function newShard(name: string, receiver: ComponentId, index: number): Shard {
  const plain = receiver.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const metadata = {
    name: `${name}-${plain.slice(0, 40).replaceAll(/^-|-$/g, "")}-${hashText(receiver, 8)}-${index}`,
    labels: { ...labelsOf(name, receiver), [shardLabel]: String(index) },
    annotations: { [receiverAnnotation]: receiver },
  };
  return { index, isSealed: false, configMap: { metadata, data: {} } };
}

/** The shards of a receiver, in order. All but the last are sealed, whatever became of their annotations. */
export function shardsOf(configMaps: readonly ConfigMap[]): readonly Shard[] {
  const shards = configMaps.map((configMap): Shard => {
    const { labels = {}, annotations = {} } = configMap.metadata;
    const text = labels[shardLabel] ?? "";
    if (!/^\d{1,3}$/.test(text))
      throw unreadable(`the ConfigMap ${configMap.metadata.name} does not say under ${shardLabel} which one it is`);
    return { index: Number(text), isSealed: annotations[sealedAnnotation] === "true", configMap };
  });
  shards.sort((a, b) => a.index - b.index);
  return shards.map((shard, i) => (i < shards.length - 1 ? { ...shard, isSealed: true } : shard));
}

/** The shard with other data. Labels and annotations that others gave it stay. */
export function withData(
  { index, configMap }: Shard,
  data: Readonly<Record<string, string>>,
  isSealed: boolean,
): Shard {
  const { annotations, ...metadata } = configMap.metadata;
  const seal = isSealed ? { [sealedAnnotation]: "true" } : {};
  return {
    index,
    isSealed,
    configMap: { ...configMap, metadata: { ...metadata, annotations: { ...annotations, ...seal } }, data },
  };
}

/** Bytes of the data: keys and values in UTF-8. */
export function bytesOf({ configMap }: Shard): number {
  return Object.entries(configMap.data ?? {}).reduce((sum, [key, value]) => sum + entryBytes(key, value), 0);
}

/** Bytes of one key and its value. */
export function entryBytes(key: string, value: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value);
}
