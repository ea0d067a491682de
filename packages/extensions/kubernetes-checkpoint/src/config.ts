import { kubernetesConfig } from "@genai-collector/config/kubernetes";
import { map, text, type ConfigOf } from "@genai-collector/config/schema";
import { orphansConfig } from "@genai-collector/coordination/checkpoint";

export const kubernetesCheckpointConfig = map({
  name: text({
    default: "genai-collector-checkpoint",
    max: 63,
    pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    expected: "small letters, digits and hyphens, as in a DNS label",
    doc: "What the names of the ConfigMaps begin with. Replicas share it; another collector in the same namespace takes another.",
  }),
  ...kubernetesConfig,
  ...orphansConfig,
});

export type KubernetesCheckpointConfig = ConfigOf<typeof kubernetesCheckpointConfig>;
