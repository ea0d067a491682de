import { defineExporter } from "@genai-collector/component";
import { debugConfig } from "./config.ts";
import { DebugExporter } from "./debug-exporter.ts";

/** Writes what it receives to the collector's log. */
export const debugExporterFactory = defineExporter({
  type: "debug",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: debugConfig,
  traits: () => ({ acknowledges: "delivered" }),
  create: (settings, config) => new DebugExporter(settings, config),
});
