import { checkpointStore, leaderElector } from "@genai-collector/component";
import { httpClientConfig } from "@genai-collector/config/http-client";
import {
  count,
  duration,
  extensionId,
  map,
  number,
  optional,
  text,
  type ConfigOf,
} from "@genai-collector/config/schema";
import type { Labels } from "./sample.ts";

/** What every polling receiver lets the user set: spread into its own `map`. */
export const pollingConfig = {
  checkpoint: extensionId(checkpointStore, {
    default: "file_checkpoint",
    doc: "The extension that keeps how far each loop has come.",
  }),
  leader_elector: optional(
    extensionId(leaderElector, {
      doc: "The extension that decides which replica polls. Without it, this process always does.",
    }),
  ),
  rate_limit: map(
    {
      requests_per_second: number({
        default: 1,
        min: 0.001,
        doc: "Requests to the source, of all loops together. Other hosts that the source names have as much again.",
      }),
      burst: count({ default: 3, min: 1, doc: "Requests that may be sent at once after a pause." }),
    },
    { doc: "How much of the source's budget this receiver may use." },
  ),
  identity: map(
    {
      service_name: text({ default: "genai-collector", doc: "`service.name` of what is emitted." }),
      service_namespace: text({ default: "", doc: "`service.namespace` of what is emitted. Empty: left out." }),
      deployment_environment: text({
        default: "",
        doc: "`deployment.environment.name` of what is emitted. Empty: left out.",
      }),
    },
    { doc: "Who the emitted data is from: the resource attributes of everything that is polled." },
  ),
  orphans: map(
    {
      remove_after: duration({
        default: "720h",
        min: "24h",
        doc: "A lane that no loop, pass or pipeline is any more is forgotten, when its frontier is so old.",
      }),
    },
    { doc: "What becomes of frontiers that a changed configuration leaves behind." },
  ),
  http: map(httpClientConfig, { doc: "How the source is asked: times, sizes, and what may be reached." }),
};

/** What the loops' machinery needs of a receiver's configuration. */
export type PollingConfig = ConfigOf<ReturnType<typeof map<typeof pollingConfig>>>;

/** The resource attributes of everything that a receiver emits (delivery.md §4.3). */
export function identityOf({ identity }: Pick<PollingConfig, "identity">): Labels {
  const attributes = {
    "service.name": identity.service_name,
    "service.namespace": identity.service_namespace,
    "deployment.environment.name": identity.deployment_environment,
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
}
