import { definePollingReceiver } from "@genai-collector/polling";
import { analyticsLoop } from "./analytics/analytics-loop.ts";
import { portkeyConfig } from "./config.ts";
import { portkeyInstruments } from "./telemetry.ts";

/** Polls the Portkey AI gateway. */
export const portkeyReceiverFactory = definePollingReceiver({
  type: "portkey",
  stability: { metrics: "beta" },
  config: portkeyConfig,
  instruments: portkeyInstruments,
  loopNames: ["analytics"],
  source: (config) => ({
    endpoint: config.endpoint,
    headers: () => ({ [config.api_key_header.toLowerCase()]: config.api_key.reveal() }),
  }),
  loops: (config) => (config.loops.analytics === undefined ? [] : [analyticsLoop(config, config.loops.analytics)]),
});
