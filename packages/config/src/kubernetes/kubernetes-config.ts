import type { map } from "../schema/index.ts";
import { duration, text, type ConfigOf } from "../schema/index.ts";

/** What a user may set of a Kubernetes client: spread into a `map`. */
export const kubernetesConfig = {
  kubeconfig: text({
    default: "",
    doc: "A kubeconfig file. Empty: the pod's service account; outside of a cluster `$KUBECONFIG`, or `~/.kube/config`.",
  }),
  namespace: text({
    default: "",
    doc: "Where the objects are. Empty: the pod's own namespace; outside of a cluster the kubeconfig's.",
  }),
  timeout: duration({ default: "5s", min: "1ms", doc: "Longest time for one request." }),
};

/** The decoded settings. */
export type KubernetesConfig = ConfigOf<ReturnType<typeof map<typeof kubernetesConfig>>>;
