import { defineExporter } from "@genai-collector/component";
import { queueTraits } from "@genai-collector/exporterhelper";
import { otlpHttpConfig } from "./config.ts";
import { OtlpHttpExporter } from "./otlp-http-exporter.ts";
import { otlpHttpInstruments } from "./telemetry.ts";

/** Sends OTLP over HTTP. */
export const otlpHttpExporterFactory = defineExporter({
  type: "otlp_http",
  aliases: ["otlphttp"],
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: otlpHttpConfig,
  instruments: otlpHttpInstruments,
  traits: queueTraits,
  create: (settings, config) => new OtlpHttpExporter(settings, config),
});
