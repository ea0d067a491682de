import type { ComponentId, LaneKey } from "@genai-collector/component";
import type { ConfigMap, KubernetesResource } from "@genai-collector/config/kubernetes";
import type { RecordCell, RecordPlace } from "@genai-collector/coordination/checkpoint";
import { dataKey } from "./data-key.ts";
import { mostShardBytes } from "./plan-shards.ts";
import { contentOf, ReceiverCell } from "./receiver-cell.ts";
import { labelsOf, type Shard } from "./shard.ts";

/** The ConfigMaps of one store: a cell for each receiver. */
export class ConfigMapPlace implements RecordPlace<readonly Shard[]> {
  readonly limitBytes = mostShardBytes;
  readonly #configMaps: KubernetesResource<ConfigMap>;
  readonly #name: string;

  constructor(configMaps: KubernetesResource<ConfigMap>, name: string) {
    this.#configMaps = configMaps;
    this.#name = name;
  }

  locate(key: LaneKey): { readonly cell: string; readonly slot: string } {
    return { cell: key.receiver, slot: dataKey(key) };
  }

  cell({ receiver }: Pick<LaneKey, "receiver">): RecordCell<readonly Shard[]> {
    return new ReceiverCell(this.#configMaps, this.#name, receiver);
  }

  async list(receiver: ComponentId | undefined, signal: AbortSignal): Promise<readonly LaneKey[]> {
    const found = await this.#configMaps.list(labelsOf(this.#name, receiver), signal);
    // Each by itself: that a lane stands in two is told when it is read.
    const records = found.flatMap((configMap) => [
      ...contentOf([{ index: 0, isSealed: false, configMap }]).records.values(),
    ]);
    return records.flatMap(({ key }) => key ?? []);
  }
}
