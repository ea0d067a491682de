export type { KubernetesCheckpointConfig } from "./config.ts";
export { createKubernetesCheckpointFactory, kubernetesCheckpointExtensionFactory } from "./factory.ts";
