import type { SharedState } from "./failover-story.ts";
import { watchKubernetes } from "./kubernetes-history.ts";
import { KubernetesServer } from "./kubernetes-server.ts";
import type { Stage } from "./stage.ts";
import { testdata } from "./workspace.ts";

/** What replicas share in a real Kubernetes API server. */
export async function shareKubernetes(stage: Stage): Promise<SharedState> {
  const server = await KubernetesServer.start(stage);
  return {
    configs: [testdata("failover.yaml"), testdata("failover-kubernetes.yaml")],
    env: { E2E_KUBECONFIG: await server.kubeconfig() },
    history: await watchKubernetes(stage, server),
  };
}
