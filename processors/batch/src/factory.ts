import { defineProcessor } from "@genai-collector/component";
import { BatchProcessor } from "./batch-processor.ts";
import { batchConfig } from "./config.ts";
import { batchInstruments } from "./telemetry.ts";

/** Merges what many senders push into fewer, larger requests. */
export const batchProcessorFactory = defineProcessor({
  type: "batch",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: batchConfig,
  instruments: batchInstruments,
  createAny: (settings, config, next) => new BatchProcessor(settings, config, next),
});
