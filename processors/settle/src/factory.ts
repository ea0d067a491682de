import { defineProcessor } from "@genai-collector/component";
import { settleConfig } from "./config.ts";
import { SettleProcessor } from "./settle-processor.ts";
import { settleInstruments } from "./telemetry.ts";

/** Lets polled data through once it can no longer change. */
export const settleProcessorFactory = defineProcessor({
  type: "settle",
  stability: { metrics: "beta" },
  config: settleConfig,
  instruments: settleInstruments,
  traits: (config) => ({ settlesMs: config.after }),
  createMetrics: (settings, config, next) =>
    new SettleProcessor(settings.books, settings.instruments, config.after, next),
});
