import { CollectorError, type Files } from "@genai-collector/component";
import { replayLockName, workerFolder, writerLockName } from "../file-names.ts";
import { listLetterFiles } from "../folder-files.ts";
import { ReplayFile, type KeptLetter, type UnreadableLetter } from "./replay-file.ts";

/** A letter with the file that it is to be marked in. */
export interface ReplayLetter extends KeptLetter {
  readonly file: ReplayFile;
}

/**
 * The letters that are in a directory when it is opened, of every worker. A collector may go on writing there: what it
 * adds later is for the next replay.
 */
export class LetterReplay {
  readonly #fileList: readonly ReplayFile[];
  readonly #release: () => Promise<void>;

  private constructor(fileList: readonly ReplayFile[], release: () => Promise<void>) {
    this.#fileList = fileList;
    this.#release = release;
  }

  /**
   * `send`: no other replay can open it until `close`, and no collector drops its letters for newer ones. `look`: nothing
   * is written. Rejects with `DEAD_LETTER_LOCKED` where another replay is at work.
   */
  static async open(files: Files, directory: string, use: "send" | "look"): Promise<LetterReplay> {
    const locks: { release(): Promise<void> }[] = [];
    const release = async (): Promise<void> => {
      for (const lock of locks.splice(0)) await lock.release();
    };
    try {
      const found: ReplayFile[] = [];
      for (const folder of await workerFolders(files, directory)) {
        if (use === "send") locks.push(await lockFolder(files, folder));
        found.push(...(await filesOf(files, folder, use)));
      }
      return new LetterReplay(found, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** Worker by worker, in the order in which they were kept. What is marked on the way is not seen again. */
  async *letters(): AsyncGenerator<ReplayLetter | UnreadableLetter, void> {
    for (const file of this.#fileList) {
      for await (const letter of file.letters()) yield letter.found === "letter" ? { ...letter, file } : letter;
    }
  }

  /** Frees what is not needed any more. Rejects where the disk does: what was marked is marked all the same. */
  async close(): Promise<void> {
    try {
      for (const file of this.#fileList) await file.close();
    } finally {
      await this.#release();
    }
  }
}

/** Workers number their folders from 0 on. */
async function workerFolders(files: Files, directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let worker = 0; ; worker++) {
    const folder = workerFolder(directory, worker);
    if ((await files.stat(folder))?.kind !== "folder") return found;
    found.push(folder);
  }
}

async function lockFolder(files: Files, folder: string): Promise<{ release(): Promise<void> }> {
  const lock = await files.lock(`${folder}/${replayLockName}`);
  if (lock !== undefined) return lock;
  const message = `another replay is at work in ${folder}, or a collector is making room there`;
  throw new CollectorError("DEAD_LETTER_LOCKED", message, { kind: "misconfigured" });
}

/**
 * A collector writes to the newest file alone, and begins a new one whenever it starts. So all are closed when nobody
 * holds its lock now; else all but the newest.
 */
async function filesOf(files: Files, folder: string, use: "send" | "look"): Promise<readonly ReplayFile[]> {
  const isIdle = use === "send" && (await isUnlocked(files, folder));
  const all = await listLetterFiles(files, folder);
  const newest = all.at(-1);
  return all.map((file) => new ReplayFile(files, folder, file, use === "send" && (isIdle || file !== newest)));
}

/** Let go of at once: a collector that starts meanwhile is not to wait. */
async function isUnlocked(files: Files, folder: string): Promise<boolean> {
  const lock = await files.lock(`${folder}/${writerLockName}`);
  await lock?.release();
  return lock !== undefined;
}
