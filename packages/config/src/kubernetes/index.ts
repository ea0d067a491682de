/** Objects of a Kubernetes API server, compared and swapped. */
export type {
  ConfigMap,
  KubernetesClient,
  KubernetesResource,
  Lease,
  ObjectMeta,
  OpenKubernetes,
} from "./kubernetes-client.ts";
export { kubernetesConfig, type KubernetesConfig } from "./kubernetes-config.ts";
