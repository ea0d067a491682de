import { defineProcessor } from "@genai-collector/component";
import { guardConfig } from "./config.ts";
import { GuardProcessor } from "./guard-processor.ts";
import { guardInstruments } from "./telemetry.ts";

/** Keeps content, personal data and unbounded labels from leaving. */
export const guardProcessorFactory = defineProcessor({
  type: "guard",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: guardConfig,
  instruments: guardInstruments,
  traits: () => ({ guards: true, state: "none" }),
  createAny: (settings, config, next) => new GuardProcessor(settings, config, next),
});
