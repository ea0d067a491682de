import { allowsClusterAddress } from "../http-client/address-guard.ts";
import { ServiceCalls } from "../service-calls/index.ts";
import { KubernetesAccess } from "./kubernetes-access.ts";
import type { ConfigMap, Lease, OpenKubernetes } from "./kubernetes-client.ts";
import { configMapKind, KubernetesObjects, leaseKind } from "./kubernetes-objects.ts";
import { kubernetesService } from "./kubernetes-service.ts";

/** Longer than the usual pause between two renewals of a lease, so that each has no handshake of its own. */
const idleTimeoutMs = 60_000;
/** A lease and a checkpoint at the same time, and room beside them. */
const connections = 4;

/**
 * A client of the API server that the pod's service account or a kubeconfig tells of. `@kubernetes/client-node`, which
 * reads those and gets the credentials, is loaded here and not before; requests go through the runtime.
 */
export const openKubernetes: OpenKubernetes = async (config, { runtime }) => {
  const library = await import("@kubernetes/client-node");
  const access = await KubernetesAccess.find(library, config, runtime.files);
  const http = runtime.http.open({
    tls: () => access.tls,
    allowAddress: allowsClusterAddress,
    proxyUrl: access.proxyUrl,
    idleTimeoutMs,
    connections,
  });
  const calls = new ServiceCalls(runtime, kubernetesService, config.timeout);
  const connection = { access, http, calls, clock: runtime.clock };
  return {
    configMaps: new KubernetesObjects<ConfigMap>(connection, configMapKind),
    leases: new KubernetesObjects<Lease>(connection, leaseKind),
    async close(): Promise<void> {
      calls.close();
      await http.close();
    },
  };
};
