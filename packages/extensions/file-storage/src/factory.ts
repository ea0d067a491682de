import { defineExtension, durableStorage } from "@genai-collector/component";
import { fileStorageConfig } from "./config.ts";
import { FileStorageExtension } from "./file-storage-extension.ts";
import { fileStorageInstruments } from "./telemetry.ts";

/** Keeps queues on disk. */
export const fileStorageExtensionFactory = defineExtension({
  type: "file_storage",
  stability: { extension: "beta" },
  config: fileStorageConfig,
  instruments: fileStorageInstruments,
  provides: [durableStorage],
  traits: () => ({ perWorker: true }),
  create: (settings, config) => new FileStorageExtension(settings, config),
});
