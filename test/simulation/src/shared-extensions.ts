import type { Settings } from "@genai-collector/component";
import type { AnyFactory } from "@genai-collector/confmap";
import { createDynamodbCheckpointFactory } from "@genai-collector/extension-dynamodb-checkpoint";
import { createDynamodbLeaderElectorFactory } from "@genai-collector/extension-dynamodb-leader-elector";
import { createKubernetesCheckpointFactory } from "@genai-collector/extension-kubernetes-checkpoint";
import { createKubernetesLeaderElectorFactory } from "@genai-collector/extension-kubernetes-leader-elector";
import type { OpenDynamoTable } from "@genai-collector/config/dynamodb";
import type { OpenKubernetes } from "@genai-collector/config/kubernetes";
import type { VirtualRuntime } from "@genai-collector/testkit";
import { viewOf, type ProcessView } from "./process-view.ts";

const openKubernetes: OpenKubernetes = (config, settings) =>
  serversOf(settings).kubernetes.open(settings.runtime as VirtualRuntime)(config, settings);

const openTable: OpenDynamoTable = (config, settings) =>
  serversOf(settings).dynamodb.open(settings.runtime as VirtualRuntime)(config, settings);

/** Stores and electors that ship, over the virtual servers of the world in which their process runs. */
export const sharedExtensions = [
  createKubernetesCheckpointFactory(openKubernetes),
  createKubernetesLeaderElectorFactory(openKubernetes),
  createDynamodbCheckpointFactory(openTable),
  createDynamodbLeaderElectorFactory(openTable),
] as unknown as readonly AnyFactory[];

function serversOf({ runtime }: Pick<Settings, "runtime">): ProcessView["servers"] {
  const view = viewOf(runtime);
  if (view === undefined) throw new Error("this process has no servers to share anything with");
  return view.servers;
}
