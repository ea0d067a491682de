import { defineExporter, type Consumer, type Payload } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";

const taken: Consumer<Payload> = { consume: async () => undefined };

/** Takes everything and keeps nothing. */
export const nopExporterFactory = defineExporter({
  type: "nop",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: map({}),
  traits: () => ({ acknowledges: "delivered" }),
  create: () => ({ traces: taken, metrics: taken, logs: taken }),
});
