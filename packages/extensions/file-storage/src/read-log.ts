import type { DurableDamage, Files, Logger, Runtime } from "@genai-collector/component";
import { systemCode } from "@genai-collector/config/record-files";
import { FileLog, type FileLogOptions } from "./file-log.ts";
import { recoverLog } from "./recover-log.ts";
import { unusable } from "./storage-errors.ts";

/** What a log is opened with. */
export interface OpenLogOptions {
  readonly runtime: Pick<Runtime, "files" | "random" | "clock" | "timers">;
  readonly logger: Logger;
  readonly folder: string;
  readonly worker: { readonly index: number; readonly count: number };
  readonly lifetime: AbortSignal;
  readonly lockTimeoutMs: number;
  readonly syncs: boolean;
  readonly maxBytes: number;
  readonly segmentBytes: number;
  readonly meter: FileLogOptions["meter"];
  readonly onClosed: () => void;
}

/** A file that only one process has at a time. */
export interface Lock {
  release(): Promise<void>;
}

/** Reads what is in the files of one worker, whose lock is held. */
export async function readLog(options: OpenLogOptions, worker: number, release: () => Promise<void>): Promise<FileLog> {
  const { runtime, folder, logger, meter } = options;
  const recovered = await recoverLog(runtime.files, folder, { worker, syncs: options.syncs });
  const { damage, tornBytes, entries } = recovered;
  if (damage.records > 0) reportDamage(options, damage);
  if (tornBytes > 0) logger.info({ folder, tornBytes }, "Left out what a crash has left of a write that it cut short");
  if (entries.length > 0) logger.info({ folder, records: entries.length }, "Found records that are not done with");
  return new FileLog({ ...options, worker, release, meter }, recovered);
}

/** `error`: it may be lost. */
function reportDamage({ logger, folder, meter }: OpenLogOptions, damage: DurableDamage): void {
  meter.damaged(damage.records);
  logger.error({ folder, ...damage }, "Records are no longer what was written, and left out");
}

/** Undefined when somebody else has it. */
export async function tryLock(files: Files, path: string): Promise<Lock | undefined> {
  try {
    return await files.lock(path);
  } catch (cause) {
    throw unusable(`cannot make the lock ${path}: ${systemCode(cause)}`, cause);
  }
}
