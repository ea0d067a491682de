import { kubernetesConfig } from "@genai-collector/config/kubernetes";
import { map, text, type ConfigOf } from "@genai-collector/config/schema";
import { checkElection, electionConfig } from "@genai-collector/coordination/election";

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export const kubernetesLeaderElectorConfig = map({
  lease_name: text({
    default: "genai-collector",
    min: 1,
    max: 180,
    pattern: dnsSubdomain,
    expected: "a DNS subdomain in lower case, such as genai-collector",
    doc: "The Lease object. With `shard_by: source`, each source has one of its own, whose name begins with this.",
  }),
  ...electionConfig,
  ...kubernetesConfig,
}).check(checkElection);

export type KubernetesLeaderElectorConfig = ConfigOf<typeof kubernetesLeaderElectorConfig>;
