import type { LaneKey } from "@genai-collector/component";
import { openKubernetes, type KubernetesClient } from "@genai-collector/config/kubernetes";
import { createKubernetesCheckpointFactory } from "@genai-collector/extension-kubernetes-checkpoint";
import { never } from "./client-scene.ts";
import type { RecordServer } from "./real-storage.ts";
import { startExtension } from "./running-extension.ts";
import { kubernetesBy } from "./ways.ts";

let count = 0;

/** Records in ConfigMaps of a name that nobody else has. `client`: of whoever edits them by hand. */
export function kubernetesRecords(kubeconfig: string, client: KubernetesClient): RecordServer {
  const name = `checkpoint-${++count}`;
  const edit = async (key: LaneKey, change: (text: string) => string): Promise<void> => {
    const labels = { "genai-collector/checkpoint": name };
    for (const found of await client.configMaps.list(labels, never)) {
      const [at, text] = Object.entries(found.data ?? {}).find(([, record]) => isOf(record, key)) ?? [];
      if (at === undefined || text === undefined) continue;
      await client.configMaps.replace({ ...found, data: { ...found.data, [at]: change(text) } }, never);
      return;
    }
    throw new Error(`no ConfigMap of ${name} has a record of ${JSON.stringify(key)}`);
  };
  return {
    open: (way) =>
      startExtension(createKubernetesCheckpointFactory(kubernetesBy(way, openKubernetes)), { kubeconfig, name }),
    corrupt: (key) => edit(key, () => "{"),
    makeNewer: (key) => edit(key, (text) => text.replace('"version":1', '"version":2')),
  };
}

function isOf(record: string, key: LaneKey): boolean {
  const { receiver, loop, pass, pipeline } = JSON.parse(record) as LaneKey;
  return receiver === key.receiver && loop === key.loop && pass === key.pass && pipeline === key.pipeline;
}
