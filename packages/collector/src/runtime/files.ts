import { constants } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { crc32 } from "node:zlib";
import type { Files, OpenFile } from "@genai-collector/component";
import { acquireLock } from "./file-lock.ts";

/** Readable by their owner alone. */
const fileMode = 0o600;
const folderMode = 0o700;
/** At the end, also where the file was made shorter: a position of its own would leave a hole. */
const toAppend = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
const toBeginAnew = toAppend | constants.O_TRUNC;
/** What one call of the system takes (IOV_MAX). */
const mostParts = 1_024;

/** The file system. */
export const systemFiles: Files = {
  async read(path, offset, length) {
    try {
      const file = await open(path, "r");
      try {
        return offset === undefined ? await file.readFile() : await readPart(file, offset, length ?? Infinity);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  async open(path, mode) {
    await makeFolder(dirname(path));
    return openFile(await openForOwner(path, mode === "append" ? toAppend : toBeginAnew));
  },
  async stat(path) {
    try {
      const found = await stat(path);
      return { kind: found.isFile() ? "file" : found.isDirectory() ? "folder" : "other", size: found.size };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  makeFolder,
  rename,
  remove: (path) => rm(path, { force: true }),
  async list(folder) {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  syncFolder,
  checksum: crc32,
  async lock(path) {
    await makeFolder(dirname(path));
    return acquireLock(path);
  },
};

/** Makes a folder and those on the way, and brings their names to the disk: else what is synced in them would go with them. */
async function makeFolder(folder: string, mode = folderMode): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode });
  if (first === undefined) return; // it was there
  const made = [resolve(folder)];
  while (made[0] !== resolve(first)) made.unshift(dirname(made[0]!));
  for (const each of made) await syncFolder(dirname(each));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The mode counts only for a file that is made: one that was there may be open to others. */
async function openForOwner(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(path, flags, fileMode);
  const found = await handle.stat();
  if (found.isFile() && (found.mode & 0o077) !== 0) await handle.chmod(fileMode);
  return handle;
}

async function readPart(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const { size } = await file.stat();
  const wanted = Math.max(0, Math.min(length, size - offset));
  const bytes = new Uint8Array(wanted);
  let filled = 0;
  while (filled < wanted) {
    const { bytesRead } = await file.read(bytes, filled, wanted - filled, offset + filled);
    if (bytesRead === 0) break; // shorter than it was a moment ago
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function openFile(handle: FileHandle): OpenFile {
  return {
    write: (bytes) => writeAll(handle, bytes instanceof Uint8Array ? [bytes] : bytes),
    sync: () => handle.sync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}

/** The system may take less than it is given: of many parts at once, or with a disk that is filling up. */
async function writeAll(handle: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  let left = parts.filter((part) => part.length > 0);
  while (left.length > 0) {
    let { bytesWritten } = await handle.writev(left.slice(0, mostParts));
    let whole = 0;
    while (whole < left.length && bytesWritten >= left[whole]!.length) bytesWritten -= left[whole++]!.length;
    left = left.slice(whole);
    if (bytesWritten > 0) left = [left[0]!.subarray(bytesWritten), ...left.slice(1)];
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
