import type { Service } from "../service-calls/index.ts";

/** How errors of the API server are told. */
export const kubernetesService: Service = {
  name: "the Kubernetes API server",
  unavailable: "KUBERNETES_UNAVAILABLE",
  refused: "KUBERNETES_REFUSED",
  aborted: "KUBERNETES_ABORTED",
};
