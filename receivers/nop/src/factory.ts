import { defineReceiver } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";

/** Receives nothing: holds the place of a receiver where a pipeline is fed in another way, or not at all. */
export const nopReceiverFactory = defineReceiver({
  type: "nop",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: map({}),
  traits: () => ({}),
  create: () => ({ start: async () => undefined, shutdown: async () => undefined }),
});
