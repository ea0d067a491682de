import { systemCode } from "@genai-collector/config/record-files";
import { adoptOrphans } from "./adopt-orphans.ts";
import type { FileLog } from "./file-log.ts";
import { lockName } from "./file-names.ts";
import { readLog, tryLock, type Lock, type OpenLogOptions } from "./read-log.ts";
import { locked, unusable } from "./storage-errors.ts";

/** How often a lock is asked for that somebody else has. */
const lockEveryMs = 50;

/**
 * Opens the log of one worker in `folder`, and takes in what workers have left that are no longer there. Rejects with
 * `STORAGE_LOCKED` when another process keeps it open, `STORAGE_UNUSABLE` when the disk does not let it.
 */
export async function openLog(options: OpenLogOptions): Promise<FileLog> {
  const { folder, worker } = options;
  try {
    await options.runtime.files.makeFolder(folder);
  } catch (cause) {
    throw unusable(`cannot make the folder ${folder}: ${systemCode(cause)}`, cause);
  }
  const lock = await takeLock(options);
  try {
    const log = await readLog(options, worker.index, async () => {
      await lock.release();
      options.onClosed();
    });
    if (worker.index > 0) return log;
    return await adoptOrphans(options, log);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function takeLock({ runtime, folder, worker, lifetime, lockTimeoutMs }: OpenLogOptions): Promise<Lock> {
  const path = `${folder}/${lockName(worker.index)}`;
  const deadline = runtime.clock.monotonic() + lockTimeoutMs;
  for (;;) {
    const lock = await tryLock(runtime.files, path);
    if (lock !== undefined) return lock;
    const left = deadline - runtime.clock.monotonic();
    if (left <= 0)
      throw locked(`another process has ${folder} open, and did not close it within ${lockTimeoutMs} ms (timeout)`);
    await runtime.timers.sleep(Math.min(left, lockEveryMs), lifetime);
  }
}
