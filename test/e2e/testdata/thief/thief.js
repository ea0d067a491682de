import { defineProcessor } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";

let requests = 0;

/** Keeps every second request for itself, and says nothing: the service has to notice. */
export const thief = defineProcessor({
  type: "thief",
  config: map({}),
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  createLogs: (_settings, _config, next) => ({
    consume: async (payload, context) => {
      if (requests++ % 2 === 0) await next.consume(payload, context);
    },
  }),
});
