import { checkpointStore, defineExtension } from "@genai-collector/component";
import { openKubernetes, type OpenKubernetes } from "@genai-collector/config/kubernetes";
import { CheckpointExtension } from "@genai-collector/coordination/checkpoint";
import { kubernetesCheckpointConfig } from "./config.ts";
import { ConfigMapPlace } from "./config-map-place.ts";
import { kubernetesCheckpointInstruments } from "./telemetry.ts";

/** The factory over any API server: the real one, or a virtual one. */
export function createKubernetesCheckpointFactory(open: OpenKubernetes) {
  return defineExtension({
    type: "kubernetes_checkpoint",
    stability: { extension: "beta" },
    config: kubernetesCheckpointConfig,
    instruments: kubernetesCheckpointInstruments,
    provides: [checkpointStore],
    traits: () => ({ shared: true }),
    create: (settings, config) =>
      new CheckpointExtension(settings, {
        orphans: config.orphans,
        marksWrites: true,
        open: async () => {
          const client = await open(config, settings);
          return { place: new ConfigMapPlace(client.configMaps, config.name), close: async () => client.close() };
        },
      }),
  });
}

/** Keeps the frontiers of polling receivers in ConfigMaps. */
export const kubernetesCheckpointExtensionFactory = createKubernetesCheckpointFactory(openKubernetes);
