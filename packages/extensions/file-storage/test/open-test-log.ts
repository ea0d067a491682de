import { createSettings, Recorded, VirtualRuntime, type World } from "@genai-collector/testkit";
import { fileStorageExtensionFactory } from "../src/factory.ts";
import type { FileLog } from "../src/file-log.ts";
import { openLog } from "../src/open-log.ts";
import type { OpenLogOptions } from "../src/read-log.ts";
import { StorageMeter } from "../src/storage-meter.ts";
import type { FileStorageInstruments } from "../src/telemetry.ts";

/** The folder of test logs. */
export const folder = "/s/log";

/** A log on a world's disk, and what it told. */
export interface TestLog {
  readonly log: FileLog;
  readonly runtime: VirtualRuntime;
  readonly recorded: Recorded;
}

/** Opens a log in a process of its own, in segments of 1,000 bytes unless told otherwise. */
export async function openTestLog(
  world: World,
  more: Partial<OpenLogOptions> & { readonly runtime?: VirtualRuntime } = {},
): Promise<TestLog> {
  const runtime = more.runtime ?? new VirtualRuntime(world);
  const recorded = new Recorded();
  const { instruments } = fileStorageExtensionFactory;
  const settings = createSettings<FileStorageInstruments>("file_storage", runtime, { recorded, instruments });
  const meter = new StorageMeter(settings.instruments);
  const log = await world.until(
    openLog({
      logger: settings.logger,
      folder,
      worker: { index: 0, count: 1 },
      lifetime: settings.lifetime,
      lockTimeoutMs: 0,
      syncs: true,
      maxBytes: Infinity,
      segmentBytes: 1_000,
      meter,
      onClosed: () => undefined,
      ...more,
      runtime,
    }),
  );
  meter.watch(log);
  return { log, runtime, recorded };
}

/** The segments of the test log, oldest first. */
export function segmentsOf(world: World): string[] {
  return world.disk.list(folder).filter((path) => path.endsWith(".seg"));
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (found: Uint8Array): string => new TextDecoder().decode(found);
/** Heads of what was found when a log was opened. */
export const headsOf = ({ log }: TestLog): string[] => log.entries.map(({ head }) => text(head));
