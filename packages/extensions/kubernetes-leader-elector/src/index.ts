export type { KubernetesLeaderElectorConfig } from "./config.ts";
export { createKubernetesLeaderElectorFactory, kubernetesLeaderElectorExtensionFactory } from "./factory.ts";
