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
export { openKubernetes } from "./open-kubernetes.ts";
// For virtual servers.
export { kubernetesService } from "./kubernetes-service.ts";
