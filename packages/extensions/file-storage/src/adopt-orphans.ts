import { systemCode } from "@genai-collector/config/record-files";
import type { FileLog } from "./file-log.ts";
import { lockName } from "./file-names.ts";
import { readLog, tryLock, type OpenLogOptions } from "./read-log.ts";
import { listNames, listSegments } from "./recover-log.ts";

/**
 * Takes over what workers have left that are no longer among `worker.count`: entry by entry, into the log of the first.
 * A crash in between leaves an entry in both. Never rejects: what cannot be taken over now stays, and is told.
 */
export async function adoptOrphans(options: OpenLogOptions, log: FileLog): Promise<FileLog> {
  const { runtime, folder, worker } = options;
  const names = await listNames(runtime.files, folder);
  const orphans = new Set(names.map(({ name }) => name.worker).filter((index) => index >= worker.count));
  for (const orphan of [...orphans].sort((a, b) => a - b)) await adopt(options, log, orphan);
  return log;
}

async function adopt(options: OpenLogOptions, log: FileLog, orphan: number): Promise<void> {
  const { runtime, folder, logger } = options;
  const lock = await tryLock(runtime.files, `${folder}/${lockName(orphan)}`);
  // Its worker is still at work, perhaps about to stop: the next start finds it.
  if (lock === undefined) return;
  try {
    const left = await readLog(options, orphan, () => Promise.resolve());
    const records = await moveEntries(left, log);
    await left.close();
    await deleteFiles(options, orphan);
    logger.info({ folder, worker: orphan, records }, "Took over the records of a worker that is no longer there");
  } catch (err) {
    logger.warn({ err, folder, worker: orphan }, "Cannot take over all records of a worker that is no longer there");
  } finally {
    await lock.release();
  }
}

async function moveEntries(from: FileLog, to: FileLog): Promise<number> {
  to.addDamage(from.damage);
  try {
    for (const { position, head } of from.entries) {
      try {
        await to.adopt(head, await from.read(position));
      } catch (error) {
        if (systemCode(error) !== "STORAGE_CORRUPT") throw error;
        to.addDamage({ records: 1, bytes: head.length });
      }
      await from.remove(position);
    }
    return from.entries.length;
  } catch (error) {
    await from.close().catch(() => undefined); // the first error tells more
    throw error;
  }
}

/** Oldest first, each of them for good before the next: what newer ones say about it is needed until then. */
async function deleteFiles({ runtime, folder, syncs }: OpenLogOptions, worker: number): Promise<void> {
  for (const { path } of await listSegments(runtime.files, folder, worker)) {
    await runtime.files.remove(path);
    if (syncs) await runtime.files.syncFolder(folder);
  }
}
