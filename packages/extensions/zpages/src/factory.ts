import { defineExtension } from "@genai-collector/component";
import { zpagesConfig } from "./config.ts";
import { ZpagesExtension } from "./zpages-extension.ts";

/** Pages that show the running collector, under otelcol's paths. */
export const zpagesExtensionFactory = defineExtension({
  type: "zpages",
  stability: { extension: "beta" },
  config: zpagesConfig,
  create: (settings, config) => new ZpagesExtension(settings, config),
});
