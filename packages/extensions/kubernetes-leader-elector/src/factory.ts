import { defineExtension, leaderElector } from "@genai-collector/component";
import { openKubernetes, type OpenKubernetes } from "@genai-collector/config/kubernetes";
import { electionInstruments, ElectorExtension } from "@genai-collector/coordination/election";
import { kubernetesLeaderElectorConfig } from "./config.ts";
import { KubernetesLeaseCell } from "./kubernetes-lease-cell.ts";
import { leaseNameOf } from "./lease-name.ts";

/** The elector over clients that `open` opens: the real ones, or those of a virtual server. */
export function createKubernetesLeaderElectorFactory(open: OpenKubernetes) {
  return defineExtension({
    type: "kubernetes_leader_elector",
    stability: { extension: "beta" },
    config: kubernetesLeaderElectorConfig,
    instruments: electionInstruments,
    provides: [leaderElector],
    create: (settings, config) =>
      new ElectorExtension(settings, config, async () => {
        const client = await open(config, settings);
        return {
          cellOf: (source) => {
            const name = leaseNameOf(config.lease_name, source);
            return { name, cell: new KubernetesLeaseCell(client.leases, name) };
          },
          close: () => client.close(),
        };
      }),
  });
}

/** Elects the replica that polls, over a Kubernetes Lease. */
export const kubernetesLeaderElectorExtensionFactory = createKubernetesLeaderElectorFactory(openKubernetes);
