import type { KubernetesServer } from "./kubernetes-server.ts";
import { SharedHistory, type CheckpointRecord } from "./shared-history.ts";
import type { Stage } from "./stage.ts";

interface LeaseObject {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly holderIdentity?: string; readonly leaseTransitions?: number };
}

interface ConfigMapObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Watches Leases and ConfigMaps of the namespace `default` until the stage ends: the API server tells of every write. */
export async function watchKubernetes(stage: Stage, server: KubernetesServer): Promise<SharedHistory> {
  const history = new SharedHistory();
  const leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
  const configMaps = "/api/v1/namespaces/default/configmaps";
  const endings = [
    await server.watch(leases, (object) => {
      const { metadata, spec } = object as LeaseObject;
      const instance = metadata.annotations?.["genai-collector/instance"] ?? "";
      history.sawLease({ epoch: spec.leaseTransitions ?? 0, holder: spec.holderIdentity ?? "", instance });
    }),
    await server.watch(configMaps, (object) => {
      for (const [key, text] of Object.entries((object as ConfigMapObject).data ?? {}))
        if (key !== "ca.crt") history.sawCheckpoint(JSON.parse(text) as CheckpointRecord);
    }),
  ];
  stage.defer(async () => {
    for (const end of endings) end();
  });
  return history;
}
