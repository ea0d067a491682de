import { defineReceiver } from "@genai-collector/component";
import { otlpReceiverConfig } from "./config.ts";
import { OtlpReceiver } from "./otlp-receiver.ts";
import { otlpInstruments } from "./telemetry.ts";

/** Takes OTLP that applications push, over gRPC and HTTP. */
export const otlpReceiverFactory = defineReceiver({
  type: "otlp",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: otlpReceiverConfig,
  instruments: otlpInstruments,
  traits: () => ({}),
  create: (settings, config, outputs) => new OtlpReceiver(settings, config, outputs),
});
