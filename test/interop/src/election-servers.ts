import { openDynamoTable, type DynamoTable } from "@genai-collector/config/dynamodb";
import { openKubernetes, type KubernetesClient } from "@genai-collector/config/kubernetes";
import { createDynamodbLeaderElectorFactory } from "@genai-collector/extension-dynamodb-leader-elector";
import { createKubernetesLeaderElectorFactory } from "@genai-collector/extension-kubernetes-leader-elector";
import { never } from "./client-scene.ts";
import { leaseMs, type ElectionServer } from "./describe-election.ts";
import { dynamodbRecords } from "./dynamodb-records.ts";
import { kubernetesRecords } from "./kubernetes-records.ts";
import { startExtension } from "./running-extension.ts";
import { dynamoBy, kubernetesBy } from "./ways.ts";

const times = { lease_duration: `${leaseMs}ms`, renew_deadline: "800ms", retry_period: "200ms" };
let count = 0;

/** Leases of an API server. `client`: of whoever meddles. */
export function kubernetesElection(kubeconfig: string, client: KubernetesClient): ElectionServer {
  const lease_name = `election-${++count}`;
  return {
    open: (identity, way) =>
      startExtension(createKubernetesLeaderElectorFactory(kubernetesBy(way, openKubernetes)), {
        kubeconfig,
        lease_name,
        identity,
        ...times,
      }),
    deleteLease: () => client.leases.remove(lease_name, never),
    records: kubernetesRecords(kubeconfig, client),
  };
}

/** Leases in a table. `client`: of whoever meddles. */
export function dynamodbElection(endpoint: string, table: string, client: DynamoTable): ElectionServer {
  const lock_name = `election-${++count}`;
  return {
    open: (identity, way) =>
      startExtension(createDynamodbLeaderElectorFactory(dynamoBy(way, openDynamoTable)), {
        table,
        endpoint,
        lock_name,
        identity,
        ...times,
      }),
    deleteLease: async () => {
      await client.remove(`lock#${lock_name}`, undefined, never);
    },
    records: dynamodbRecords(endpoint, table, client),
  };
}
