import type { VirtualDynamo, VirtualKubernetes } from "@genai-collector/testkit";

/** Where replicas keep what they share. */
export interface CoordinationServers {
  readonly kubernetes: VirtualKubernetes;
  readonly dynamodb: VirtualDynamo;
}
