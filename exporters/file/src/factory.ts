import { defineExporter } from "@genai-collector/component";
import { fileExporterConfig } from "./config.ts";
import { FileExporter } from "./file-exporter.ts";
import { fileInstruments } from "./telemetry.ts";

/** Writes OTLP to files, as lines of JSON or as protobuf. */
export const fileExporterFactory = defineExporter({
  type: "file",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: fileExporterConfig,
  instruments: fileInstruments,
  traits: () => ({ acknowledges: "delivered", state: "single" }),
  create: (settings, config) => new FileExporter(settings, config),
});
