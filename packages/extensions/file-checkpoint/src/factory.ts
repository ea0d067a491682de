import { checkpointStore, defineExtension } from "@genai-collector/component";
import { fileCheckpointConfig } from "./config.ts";
import { FileCheckpointExtension } from "./file-checkpoint-extension.ts";
import { fileCheckpointInstruments } from "./telemetry.ts";

/** Keeps the frontiers of polling receivers in a file. */
export const fileCheckpointExtensionFactory = defineExtension({
  type: "file_checkpoint",
  stability: { extension: "beta" },
  config: fileCheckpointConfig,
  instruments: fileCheckpointInstruments,
  provides: [checkpointStore],
  traits: () => ({ shared: false }),
  create: (settings, config) => new FileCheckpointExtension(settings, config),
});
