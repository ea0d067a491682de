import { durableStorage, type DurableLog, type DurableStorage } from "@genai-collector/component";
import { fileStorageExtensionFactory } from "@genai-collector/extension-file-storage";
import { createHost, createSettings, decodeConfig, Recorded, SeededRandom } from "@genai-collector/testkit";
import { systemRuntime } from "../src/index.ts";

/** The name of the log that both sides open. */
const name = "exporter otlp_http/eu traces";

/** A log on the real disk, in segments of 256 KiB unless told otherwise. */
export async function openSystemLog(
  directory: string,
  config: object = {},
): Promise<{ readonly log: DurableLog; readonly recorded: Recorded; readonly close: () => Promise<void> }> {
  const recorded = new Recorded();
  const extension = fileStorageExtensionFactory.create(
    createSettings("file_storage", systemRuntime, { recorded }),
    decodeConfig(fileStorageExtensionFactory.config, { directory, segment_size: "256KiB", ...config }, "file_storage"),
  );
  await extension.start!(createHost());
  const storage = extension.provided!.find(({ key }) => key === durableStorage.key)!.implementation as DurableStorage;
  try {
    const log = await storage.open(name);
    return { log, recorded, close: () => extension.shutdown!(new AbortController().signal) };
  } catch (error) {
    await extension.shutdown!(new AbortController().signal);
    throw error;
  }
}

/** What record `id` holds: 100 B to 60 KB. */
export function bodyOf(id: number): Uint8Array {
  const random = new SeededRandom(id);
  return new Uint8Array(100 + random.below(random.pick([500, 5_000, 60_000]))).fill(id % 251);
}
