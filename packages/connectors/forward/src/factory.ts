import { defineConnector } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";

/** Hands on what the pipelines that it ends deliver to all that it begins: joins several pipelines, or splits one. */
export const forwardConnectorFactory = defineConnector({
  type: "forward",
  stability: { "traces-traces": "beta", "metrics-metrics": "beta", "logs-logs": "beta" },
  config: map({}),
  // Context and all: acknowledgement, coverage and the sender's signal go through.
  traits: () => ({ aggregates: false }),
  create: (_settings, _config, { traces, metrics, logs }) => ({ traces, metrics, logs }),
});
