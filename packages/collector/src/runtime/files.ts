import { mkdir, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Files, OpenFile } from "@genai-collector/component";
import { acquireLock } from "./file-lock.ts";

/** Readable by their owner alone. */
const fileMode = 0o600;
const folderMode = 0o700;

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
    await mkdir(dirname(path), { recursive: true, mode: folderMode });
    return openFile(await open(path, mode === "append" ? "a" : "w", fileMode));
  },
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
  async syncFolder(folder) {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async lock(path) {
    await mkdir(dirname(path), { recursive: true, mode: folderMode });
    return acquireLock(path);
  },
};

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
    async write(bytes) {
      let written = 0;
      while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
